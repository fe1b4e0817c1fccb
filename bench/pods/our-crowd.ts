import type { House } from '../hub/house.ts';
import { Meetings } from '../hub/meetings.ts';
import type { Crowd, CrowdSize } from './crowd.ts';

/** Two hubs of ours. */
export async function openOurs(house: House, { rooms, people }: CrowdSize): Promise<Crowd> {
  const meetings = new Meetings(house.tickets, house.hubs);
  await meetings.open(rooms, people);
  return {
    name: 'ours',
    rooms: meetings.rooms,
    servers: house,
    close: async () => meetings.close(),
  };
}
