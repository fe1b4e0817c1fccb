import { MemoryRoomStore } from './memory-room-store.ts';
import { roomStoreContract } from './room-store.contract.ts';

roomStoreContract('MemoryRoomStore', () => new MemoryRoomStore());
