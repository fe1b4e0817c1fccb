import { useEffect, useRef } from 'react';
import { useText } from '../../i18n/text.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { useBackground } from './background/use-background.ts';
import { CameraToggle, MicrophoneToggle } from './DeviceToggles.tsx';
import { failsByEffect } from './device-failures.ts';
import { useDevices } from './devices.ts';
import { LevelMeter } from './LevelMeter.tsx';

/** What the person shows and how loud they are, with the two switches. Mirrored, as people know their face. */
export function CameraPreview({ id, name }: { id: string; name: string }) {
  const camera = useDevices((state) => state.camera);
  const microphone = useDevices((state) => state.microphone);
  return (
    <div
      data-theme="dark"
      className="@container-[size] relative flex aspect-[4/3] w-full items-center justify-center overflow-hidden rounded-card bg-[#1c2523] text-white shadow-card sm:aspect-video"
    >
      {camera.status === 'on' ? (
        <MirroredVideo track={camera.track} />
      ) : (
        <div className="-mt-10 flex flex-col items-center gap-3">
          <Avatar id={id} name={name} size="tile" />
          <CameraNote status={failsByEffect({ camera }) ? 'off' : camera.status} />
        </div>
      )}
      <div className="pointer-events-none absolute inset-x-0 bottom-0 h-28 bg-linear-to-t from-black/60 to-transparent" />
      <p className="absolute start-5 top-4 max-w-[calc(100%-2.5rem)] truncate font-medium text-sm [text-shadow:0_1px_3px_rgb(0_0_0/0.7)]">
        {name}
      </p>
      <div className="absolute inset-x-0 bottom-4 flex items-center justify-center gap-4">
        <MicrophoneToggle />
        <CameraToggle />
      </div>
      {microphone.status === 'on' && (
        <div className="absolute start-5 bottom-7">
          <LevelMeter track={microphone.track} />
        </div>
      )}
    </div>
  );
}

function CameraNote({ status }: { status: 'off' | 'starting' | 'failed' }) {
  const { devices } = useText();
  const isBlurred = useBackground(({ background }) => background !== 'none');
  const starting = isBlurred ? devices.background.starting : devices.cameraStarting;
  const note = { off: devices.cameraOff, starting, failed: devices.cameraFailed }[status];
  return (
    <p aria-live="polite" className="text-sm">
      {note}
    </p>
  );
}

function MirroredVideo({ track }: { track: MediaStreamTrack }) {
  const { devices } = useText();
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) video.current.srcObject = new MediaStream([track]);
  }, [track]);
  return (
    <video
      ref={video}
      autoPlay
      playsInline
      muted
      aria-label={devices.preview}
      className="-scale-x-100 size-full object-cover"
    />
  );
}
