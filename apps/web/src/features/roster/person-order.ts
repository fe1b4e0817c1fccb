import type { ConnectionId, Participant } from '@cline-meet/protocol';

export interface OrderedPeople {
  /** In order of raising. */
  raised: Participant[];
  /** Oneself first, then by name in the language's order. */
  all: Participant[];
}

/** Orders people for the list and keeps those whose name holds the searched text. */
export function orderPeople(
  participants: readonly Participant[],
  selfId: ConnectionId | null,
  search: string,
  language: string,
): OrderedPeople {
  const wanted = fold(search.trim());
  const found = participants.filter((each) => fold(each.name).includes(wanted));
  const { compare } = new Intl.Collator(language);
  const isSelf = (each: Participant) => Number(each.connectionId === selfId);
  return {
    raised: found
      .filter((each) => each.handRaisedAt !== null)
      .sort((a, b) => Date.parse(a.handRaisedAt ?? '') - Date.parse(b.handRaisedAt ?? '')),
    all: [...found].sort((a, b) => isSelf(b) - isSelf(a) || compare(a.name, b.name)),
  };
}

/** Case, accents and full-width forms make no difference to a search. */
function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();
}
