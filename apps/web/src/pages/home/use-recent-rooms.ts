import type { RoomSummary, UserId } from '@cline-meet/protocol';
import { useCallback, useEffect, useState } from 'react';
import { fetchRecentRooms } from '../../api/client.ts';
import { type ApiFailure, asFailure } from '../../api/failure.ts';

export type RecentRoomsState =
  | { status: 'loading' }
  | { status: 'ready'; rooms: readonly RoomSummary[] }
  | { status: 'failed'; failure: ApiFailure };

/** The rooms of `userId`, asked for anew when another person signs in; `reload` asks again. */
export function useRecentRooms(userId: UserId): { recent: RecentRoomsState; reload: () => void } {
  const [answer, setAnswer] = useState<{ userId: UserId; state: RecentRoomsState } | null>(null);
  const [tries, setTries] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another try is what asks again.
  useEffect(() => {
    let stale = false;
    const show = (state: RecentRoomsState) => {
      if (!stale) setAnswer({ userId, state });
    };
    fetchRecentRooms().then(
      ({ rooms }) => show({ status: 'ready', rooms }),
      (error) => show({ status: 'failed', failure: asFailure(error) }),
    );
    return () => {
      stale = true;
    };
  }, [userId, tries]);
  const reload = useCallback(() => {
    setAnswer(null);
    setTries((count) => count + 1);
  }, []);
  return { recent: answer?.userId === userId ? answer.state : { status: 'loading' }, reload };
}
