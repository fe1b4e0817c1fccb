import type { RoomCode, User } from '@cline-meet/protocol';
import { useEffect, useState } from 'react';
import { openDevices } from '../../features/devices/devices.ts';
import { startMeeting } from '../../session/meeting.ts';
import { type KeptPlace, ownKeptPlace } from '../../session/meeting-place.ts';
import { useMeeting } from '../../session/meeting-store.ts';
import { presentRoomKey } from '../../session/room-key.ts';
import { useUser } from '../../session/user.ts';
import { LoadingPage } from '../loading/LoadingPage.tsx';
import { LobbyPage } from '../lobby/LobbyPage.tsx';
import { RefusedPage } from './RefusedPage.tsx';
import { useRoomDetails } from './use-room-details.ts';

/** The way into a room: straight back for a tab that was inside and reloaded, by the lobby for everyone else. */
export function GreenRoom({ code, user }: { code: RoomCode; user: User }) {
  const [kept, setKept] = useState<KeptPlace | null | 'unknown'>('unknown');
  useEffect(() => {
    let isGone = false;
    void ownKeptPlace(code).then((found) => {
      const isBarred = found?.encrypted && presentRoomKey(code) === null;
      if (!isGone) setKept(isBarred ? null : found);
    });
    return () => {
      isGone = true;
    };
  }, [code]);
  if (kept === 'unknown') return <LoadingPage />;
  return kept ? <BackInside code={code} media={kept.media} /> : <LookedUp code={code} user={user} />;
}

function BackInside({ code, media }: { code: RoomCode; media: { microphone: boolean; camera: boolean } }) {
  useEffect(() => {
    // Effects run twice in development, and a second start would give up the place.
    if (useMeeting.getState().code === code) return;
    const devices = openDevices();
    // Not awaited: the meeting takes what is starting for on, and gets the tracks as they come.
    if (media.microphone) void devices.setMicrophone(true);
    if (media.camera) void devices.setCamera(true);
    void startMeeting(code, devices);
  }, [code, media]);
  return <LoadingPage />;
}

function LookedUp({ code, user }: { code: RoomCode; user: User }) {
  const { lookup, reload } = useRoomDetails(code);
  const signedOut = lookup.status === 'failed' && lookup.failure.code === 'unauthorized';
  useEffect(() => {
    // The login session ended elsewhere: asking again leads to the page that asks for the name.
    if (signedOut) void useUser.getState().load();
  }, [signedOut]);
  if (lookup.status === 'loading' || signedOut) return <LoadingPage />;
  if (lookup.status === 'failed') return <RefusedPage reason={lookup.failure.code} onRetry={reload} />;
  return <LobbyPage details={lookup.details} user={user} onJoin={() => void startMeeting(code, openDevices())} />;
}
