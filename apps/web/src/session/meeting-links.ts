import type { ConnectionId } from '@cline-meet/protocol';
import type { LinkQuality } from '@cline-meet/sdk';
import { useMeeting } from './meeting-store.ts';

/** How well media comes through from one of the others, or for null from here. */
export function useLinkQuality(connectionId: ConnectionId | null): LinkQuality {
  return useMeeting(({ links }) => (connectionId === null ? links.own : (links.others.get(connectionId) ?? 'good')));
}
