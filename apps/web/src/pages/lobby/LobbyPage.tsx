import type { RoomDetails, User } from '@cline-meet/protocol';
import { lazy, Suspense, useEffect } from 'react';
import { BackgroundHelp } from '../../features/devices/background/BackgroundHelp.tsx';
import { CameraPreview } from '../../features/devices/CameraPreview.tsx';
import { DeviceHelp } from '../../features/devices/DeviceHelp.tsx';
import { DevicePickers } from '../../features/devices/DevicePickers.tsx';
import { openDevices } from '../../features/devices/devices.ts';
import { rememberedSwitches } from '../../features/devices/remembered-switches.ts';
import { useText } from '../../i18n/text.ts';
import { useRoomKey } from '../../session/use-room-key.ts';
import { Header } from '../header/Header.tsx';
import { usePageTitle } from '../title/use-page-title.ts';
import { JoinPanel } from './JoinPanel.tsx';

const AccountMenu = lazy(() => import('../header/AccountMenu.tsx').then((module) => ({ default: module.AccountMenu })));

export interface LobbyPageProps {
  details: RoomDetails;
  user: User;
  onJoin: () => void;
}

/** The green room: how one looks and sounds, who is inside, and the door. */
export function LobbyPage({ details, user, onJoin }: LobbyPageProps) {
  const text = useText();
  const [roomKey, takeKey] = useRoomKey(details.code);
  usePageTitle(text.lobby.pageTitle(details.name ?? details.code));
  useEffect(startDevices, []);
  return (
    <div className="flex min-h-dvh flex-col">
      <Header>
        <Suspense>
          <AccountMenu user={user} />
        </Suspense>
      </Header>
      <main className="mx-auto grid w-full max-w-7xl flex-1 grid-cols-[minmax(0,1fr)] content-start gap-8 px-4 pt-2 pb-12 sm:px-8 lg:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)] lg:content-center lg:gap-12">
        <section aria-label={text.lobby.devicesTitle} className="order-1 flex min-w-0 flex-col gap-4">
          <CameraPreview id={user.userId} name={user.name} />
          <DeviceHelp />
          <BackgroundHelp />
        </section>
        <div className="order-2 lg:row-span-2 lg:self-center">
          <JoinPanel details={details} roomKey={roomKey} onKey={takeKey} onJoin={onJoin} />
        </div>
        <section aria-label={text.lobby.pickersTitle} className="order-3 min-w-0">
          <DevicePickers />
        </section>
      </main>
    </div>
  );
}

/** Camera and microphone start as the person left them, at first on. Ones that run, as after a refusal, run on. */
function startDevices(): void {
  const devices = openDevices();
  const { microphone, camera } = devices.state;
  if (microphone.status !== 'off' || camera.status !== 'off') return;
  const wanted = rememberedSwitches();
  if (wanted.microphone) void devices.setMicrophone(true);
  if (wanted.camera) void devices.setCamera(true);
}
