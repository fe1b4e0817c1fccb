import { fingerprint } from '@cline-meet/sdk';
import { useEffect, useState } from 'react';
import { useMeeting } from '../../session/meeting-store.ts';
import { keyBytes } from '../../session/room-key.ts';

/** The fingerprint of the running meeting's key; null without one, or until it is computed. */
export function useFingerprint(): string[] | null {
  const code = useMeeting((meeting) => meeting.code);
  const key = useMeeting((meeting) => meeting.key);
  const [groups, setGroups] = useState<string[] | null>(null);
  useEffect(() => {
    let isGone = false;
    if (key && code) void fingerprint(keyBytes(key), code).then((found) => !isGone && setGroups(found));
    return () => {
      isGone = true;
    };
  }, [code, key]);
  return groups;
}
