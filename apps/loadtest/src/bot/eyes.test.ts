import type { ConnectionId, Participant } from '@cline-meet/protocol';
import { expect, it } from 'vitest';
import { viewsOf } from './eyes.ts';

const participants = Array.from({ length: 20 }, (_, index) => ({ connectionId: `${index}` }) as Participant);
const seenBy = (self: number) => [...viewsOf({ selfId: `${self}` as ConnectionId, participants }).keys()];

it('everybody looks at sixteen others, and is looked at by sixteen', () => {
  const seen = participants.flatMap((_, self) => seenBy(self));
  expect(seen).toHaveLength(20 * 16);
  for (const [index, { connectionId }] of participants.entries()) {
    expect(seenBy(index)).not.toContain(connectionId);
    expect(seen.filter((id) => id === connectionId)).toHaveLength(16);
  }
});

it('nobody looks at anyone where they are alone, or do not know who they are', () => {
  const [alone] = participants as [Participant];
  expect(viewsOf({ selfId: alone.connectionId, participants: [alone] }).size).toBe(0);
  expect(viewsOf({ selfId: null, participants: [] }).size).toBe(0);
});
