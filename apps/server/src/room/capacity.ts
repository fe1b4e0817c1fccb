import type { RoomContext } from './context.ts';

/** How many people a room may hold now. Where nobody knows whether a media node lives, as many as a mesh carries. */
export async function capacityOf({ media, rules, log }: RoomContext): Promise<number> {
  const nodes = await media.live().catch((error: unknown) => {
    log.warn({ err: error }, 'media nodes not known');
    return [];
  });
  const { roomMaxParticipants, meshMaxParticipants } = rules;
  return nodes.length > 0 ? roomMaxParticipants : Math.min(roomMaxParticipants, meshMaxParticipants);
}
