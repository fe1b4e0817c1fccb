import { randomUUID } from 'node:crypto';
import { UserId } from '@cline-meet/protocol';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import type { Envelope } from './envelope.ts';
import { ManualClock, ticketRoom } from './room-fixtures.ts';
import type { RoomStore } from './room-store.ts';
import type { SessionIndex } from './session-index.ts';
import { SignOuts } from './sign-outs.ts';

const session = { userId: UserId.parse(randomUUID()), sessionId: randomUUID() };
const { roomId } = ticketRoom();

/** Sign-outs whose pauses pass at once and are written down, with the times at which the rooms were told. */
function rig(end: SessionIndex['end']) {
  const saidAtMs: number[] = [];
  let nowMs = 0;
  const store: Pick<RoomStore, 'leaveSession'> = { leaveSession: async () => ({ left: [], waiting: [] }) };
  const publish = async (_roomId: unknown, envelope: Envelope) => {
    expect(envelope).toEqual({ kind: 'session_ended', sessionId: session.sessionId });
    saidAtMs.push(nowMs);
  };
  let isFirst = true;
  const pause = async (ms: number) => {
    // The first is the patience of who signs out.
    if (isFirst) isFirst = false;
    else nowMs += ms;
    await new Promise((resolve) => setImmediate(resolve));
  };
  const context = {
    sessions: { note: async () => true, end },
    store: store as RoomStore,
    bus: { publish, subscribe: async () => async () => {} },
    journal: { append: () => {} },
    clock: new ManualClock(),
    log: pino({ level: 'silent' }),
  };
  return { signOuts: new SignOuts(context, pause), saidAtMs };
}

it('says it three times within the five seconds that a sign-out may take, and goes on for half a minute', async () => {
  const { signOuts, saidAtMs } = rig(async () => [roomId]);
  await signOuts.closeAll(session);
  await expect.poll(() => saidAtMs).toEqual([0, 1000, 3000, 10_000, 30_000]);
});

it('says nothing again where the session was in no room', async () => {
  let asked = 0;
  const { signOuts, saidAtMs } = rig(async () => {
    asked += 1;
    return [];
  });
  await signOuts.closeAll(session);
  await signOuts.close();
  expect({ asked, saidAtMs }).toEqual({ asked: 1, saidAtMs: [] });
});

it('keeps nobody waiting for an index that does not answer', async () => {
  const { signOuts } = rig(() => new Promise(() => {}));
  await signOuts.closeAll(session);
});
