import { History, type Position } from './history.ts';
import type { Meeting } from './meeting.ts';
import type { Person } from './person.ts';

export interface Verdict {
  readonly broken: readonly string[];
  readonly acknowledged: number;
}

/**
 * Judges a room that has settled, by all that its people were sent: what was acknowledged is there for everyone, once, in
 * one order; who is there is who they were; and the room began anew no more often than Redis lost it.
 */
export function brokenPromises(meeting: Meeting, observer: Person, wipes: number): Verdict {
  const history = new History();
  const people = [...meeting.people, observer];
  const accounts = people.flatMap((person) =>
    person.stays.map(({ trace }, index) => {
      const by = `${person.name}, stay ${index + 1},`;
      return { by, person, isLast: index === person.stays.length - 1, account: history.follow(by, trace) };
    }),
  );
  history.checkSnapshots();
  if (history.epochs > wipes + 1)
    history.note('the room', `began ${history.epochs} times, and was lost ${wipes} times`);

  const last = accounts.at(-1)?.account.position;
  if (!last) return { broken: [...history.broken, 'the observer saw nothing'], acknowledged: 0 };
  const acknowledged = accounts.flatMap(({ by, account }) => account.acknowledged.map((each) => ({ by, ...each })));
  for (const each of acknowledged) history.checkAcknowledged(each.by, each, last);
  const lasting = acknowledged.filter(({ epoch }) => epoch === last.epoch).map(({ text }) => text);
  for (const person of people) {
    for (const { session } of person.stays) {
      const { phase } = session.state;
      if (phase.name === 'closed' && phase.reason !== 'left') history.note(person.name, `was put out: ${phase.reason}`);
    }
  }
  for (const { by, person, isLast, account } of accounts) {
    if (isLast && person.isHere) checkPresent(history, by, person, account.position, last, lasting);
  }
  return { broken: history.broken, acknowledged: lasting.length };
}

function checkPresent(
  history: History,
  by: string,
  person: Person,
  position: Position | null,
  last: Position,
  acknowledged: readonly string[],
): void {
  if (position?.epoch !== last.epoch || position.seq !== last.seq) {
    history.note(by, `ended at ${JSON.stringify(position)}, the observer at ${JSON.stringify(last)}`);
  }
  const texts = (person.state?.chat ?? []).map(({ text }) => text);
  if (new Set(texts).size !== texts.length) history.note(by, `shows something twice: ${texts.join('|')}`);
  for (const text of acknowledged) if (!texts.includes(text)) history.note(by, `does not show "${text}"`);
  const said = history.chatTexts(last.epoch);
  const seen = texts.filter((text) => said.includes(text));
  if (seen.join('|') !== said.join('|'))
    history.note(by, `shows ${seen.join('|')} in another order than ${said.join('|')}`);

  const { self } = person;
  if (self?.name !== person.name) history.note(by, `is called ${self?.name}`);
  if (person.role !== null && self?.role !== person.role) history.note(by, `was ${person.role} and is ${self?.role}`);
  if (self?.microphone && !person.isMicrophoneWanted) history.note(by, 'is heard, with the microphone off');
}
