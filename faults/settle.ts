import { GRACE_SECONDS } from './house.ts';
import { isInside, type Meeting } from './meeting.ts';
import type { Person } from './person.ts';
import type { FaultKind } from './schedule.ts';
import { waitFor } from './wait-for.ts';

/** Until half-open sockets are given up (6 s in the sessions' haste), lost messages are found (5 s), and the rest. */
const SLACK_MS = 15_000;
/** A lease of 15 s, looked at every 5 s: until then a dead server's people count as connected. */
const POD_LOSS_MS = 20_000;
/** A server closes a half-open socket after 45 s of silence: the person may have gone meanwhile, on their side of it. */
const SOCKET_SILENCE_MS = 45_000;
/** A server gives up on a Redis that says nothing after 15 s, of which some are over by now. */
const SILENCE_MS = 15_000;

const patienceMs: Partial<Record<FaultKind, number>> = {
  kill_hub: POD_LOSS_MS,
  pause_redis: POD_LOSS_MS,
  half_open_redis: SILENCE_MS + POD_LOSS_MS,
  half_open_socket: SOCKET_SILENCE_MS,
};

/**
 * Waits until the room is as it should be, with nobody in it who is not there: what takes 30 s of grace in production
 * takes {@link GRACE_SECONDS} here. Then everyone says a last word, and someone new has a look.
 */
export async function settle(meeting: Meeting, faults: readonly FaultKind[], observerAddress: string): Promise<Person> {
  const limitMs = GRACE_SECONDS * 1000 + SLACK_MS + Math.max(...faults.map((kind) => patienceMs[kind] ?? 0));
  await agreed(meeting.here, limitMs);
  for (const person of meeting.here) person.chat();
  await agreed(meeting.here, limitMs);
  const observer = await meeting.observer(observerAddress);
  await agreed([...meeting.here, observer], limitMs);
  return observer;
}

async function agreed(people: readonly Person[], limitMs: number): Promise<void> {
  let complaint: string | null = null;
  const holds = () => {
    for (const person of people) person.retryChats();
    complaint = disagreement(people);
    return complaint === null;
  };
  await waitFor('the room is as it should be', holds, limitMs).catch((error) => {
    throw new Error(`${error.message}: ${complaint}`);
  });
}

/** What is not yet as it should be, in words; null where all is. */
function disagreement(people: readonly Person[]): string | null {
  const outside = people.find((person) => !isInside(person));
  if (outside) return `${outside.name} is ${JSON.stringify(outside.state?.phase)}`;
  const unsent = people.find(({ state }) => state?.chat.some(({ delivery }) => delivery !== 'sent'));
  if (unsent) return `${unsent.name} has something to say`;
  const present = people.map(({ state }) => String(state?.selfId)).sort();
  const views = people.map((person) => ({ person, view: viewOf(person) }));
  for (const { person, view } of views) {
    const ids = view.participants.map(({ connectionId }) => connectionId).sort();
    if (ids.join() !== present.join())
      return `${person.name} sees ${namesIn(person)}, where are ${people.map(({ name }) => name).join(', ')}`;
    const away = view.participants.find(({ connection }) => connection !== 'connected');
    if (away) return `${person.name} sees ${away.name} ${away.connection}`;
  }
  const [first] = views;
  const other = views.find(({ view }) => JSON.stringify(view) !== JSON.stringify(first?.view));
  if (!first || !other) return null;
  const [one, two] = [first.view, other.view].map((view) => JSON.stringify(view));
  return `${first.person.name} and ${other.person.name} see different rooms:\n${one}\n${two}`;
}

/** All of a room that everyone is to see alike. */
function viewOf({ state }: Person) {
  return {
    room: state?.room,
    participants: state?.participants ?? [],
    chat: (state?.chat ?? []).map(({ userId, messageId, text }) => ({ userId, messageId, text })),
  };
}

function namesIn({ state }: Person): string {
  return (state?.participants ?? []).map(({ name, connection }) => `${name} (${connection})`).join(', ');
}
