import { MemorySessionIndex } from './memory-session-index.ts';
import { sessionIndexContract } from './session-index.contract.ts';

sessionIndexContract('MemorySessionIndex', (clock) => {
  const index = new MemorySessionIndex(clock);
  return [index, index];
});
