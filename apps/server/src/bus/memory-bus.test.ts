import { busContract } from './bus.contract.ts';
import { MemoryBus } from './memory-bus.ts';

busContract('MemoryBus', () => new MemoryBus());
