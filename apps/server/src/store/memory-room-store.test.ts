import { mediaPlacesContract } from './media-places.contract.ts';
import { MemoryRoomStore } from './memory-room-store.ts';
import { roomStoreContract } from './room-store.contract.ts';
import { roomVerbsContract } from './room-verbs.contract.ts';

roomStoreContract('MemoryRoomStore', () => new MemoryRoomStore());
mediaPlacesContract('MemoryRoomStore', () => new MemoryRoomStore());
roomVerbsContract('over MemoryRoomStore', () => new MemoryRoomStore());
