import type { ManualClock } from '../room/room-fixtures.ts';
import { mediaNodesContract } from './media-nodes.contract.ts';
import { MemoryMediaNodes } from './memory-media-nodes.ts';

// Both ends are one object here; a new clock is a new test.
let made: { clock: ManualClock; nodes: MemoryMediaNodes } | null = null;
mediaNodesContract('MemoryMediaNodes', (clock) => {
  if (made?.clock !== clock) made = { clock, nodes: new MemoryMediaNodes(clock) };
  return made.nodes;
});
