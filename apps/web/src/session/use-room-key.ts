import type { RoomCode } from '@cline-meet/protocol';
import { useCallback, useEffect, useState } from 'react';
import { presentRoomKey, type RoomKey, takeRoomKey } from './room-key.ts';

/** The key of the room whose page this is, and the way to give one. A link pasted into the address bar counts at once. */
export function useRoomKey(code: RoomCode): [RoomKey | null, (key: RoomKey) => void] {
  const [key, setKey] = useState(() => presentRoomKey(code));
  useEffect(() => {
    const update = () => setKey(presentRoomKey(code));
    addEventListener('hashchange', update);
    return () => removeEventListener('hashchange', update);
  }, [code]);
  const take = useCallback(
    (given: RoomKey) => {
      takeRoomKey(code, given);
      setKey(given);
    },
    [code],
  );
  return [key, take];
}
