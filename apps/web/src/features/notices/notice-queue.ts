/** Somebody whom a notice tells of. Two people may bear one name. */
export interface NoticePerson {
  id: string;
  name: string;
}

export interface Notice {
  id: number;
  /** When it goes by itself (ms of the caller's clock); null for what waits for an answer. */
  expiresAt: number | null;
  /** What it tells of: one of the same key that is still shown takes the new people in. */
  key: string;
  people: NoticePerson[];
  detail: string;
}

export interface NewNotice {
  key: string;
  people?: NoticePerson[];
  detail?: string;
  /** How long it stays; null until it is answered. */
  durationMs: number | null;
}

export const MAX_NOTICES = 4;

/** Adds a notice: it joins one of the same key that is still shown, and the oldest goes when there are too many. */
export function addNotice(notices: readonly Notice[], added: NewNotice, id: number, now: number): Notice[] {
  const same = notices.find((notice) => notice.key === added.key);
  const people = [...(same?.people ?? []), ...(added.people ?? [])];
  const expiresAt = added.durationMs === null ? null : now + added.durationMs;
  const notice: Notice = {
    id: same?.id ?? id,
    key: added.key,
    people: unique(people),
    detail: added.detail ?? '',
    expiresAt,
  };
  const others = notices.filter((each) => each !== same);
  return dropOldest([...others, notice]);
}

/** Takes one person out of the notices of a key, and the notice when that was the last. */
export function dropPerson(notices: readonly Notice[], key: string, id: string): Notice[] {
  return notices.flatMap((notice) => {
    if (notice.key !== key) return [notice];
    const people = notice.people.filter((each) => each.id !== id);
    return people.length > 0 ? [{ ...notice, people }] : [];
  });
}

export function withoutExpired(notices: readonly Notice[], now: number): Notice[] {
  return notices.filter((notice) => notice.expiresAt === null || notice.expiresAt > now);
}

/** The time that a hover lasted does not count: everything stays that much longer. */
export function postpone(notices: readonly Notice[], byMs: number): Notice[] {
  return notices.map((notice) =>
    notice.expiresAt === null ? notice : { ...notice, expiresAt: notice.expiresAt + byMs },
  );
}

/** What needs an answer is dropped last. */
function dropOldest(notices: Notice[]): Notice[] {
  if (notices.length <= MAX_NOTICES) return notices;
  const oldest = notices.find((notice) => notice.expiresAt !== null) ?? notices[0];
  return notices.filter((notice) => notice !== oldest);
}

function unique(people: NoticePerson[]): NoticePerson[] {
  return [...new Map(people.map((person) => [person.id, person])).values()];
}
