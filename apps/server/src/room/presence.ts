import type { RoomId, RoomSettings } from '@cline-meet/protocol';
import type { RoomStore } from './room-store.ts';

export interface RoomPresence {
  people: { name: string; avatarUrl: string | null }[];
  settings: RoomSettings;
  ended: boolean;
  count: number;
}

/** What a room's running state is, for pages that are not in it. Null for a room that nobody has entered. */
export async function lookIntoRoom(store: Pick<RoomStore, 'lookInto'>, roomId: RoomId): Promise<RoomPresence | null> {
  const view = await store.lookInto(roomId);
  if (!view) return null;
  const people = view.participants.map(({ name, avatarUrl }) => ({ name, avatarUrl }));
  return { people, settings: view.settings, ended: view.ended, count: people.length };
}
