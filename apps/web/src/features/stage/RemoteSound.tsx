import { Volume2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useText } from '../../i18n/text.ts';
import { useMeeting } from '../../session/meeting-store.ts';
import { Button } from '../../ui/Button.tsx';
import { audibleTracks } from './audible-tracks.ts';

/**
 * Plays everybody's sound, apart from the tiles so that no layout interrupts it. Where the browser blocks it (it wants
 * a press first) there is one button that starts all.
 */
export function RemoteSound() {
  const text = useText().meeting.stage;
  const box = useRef<HTMLDivElement>(null);
  const { participants, selfId } = useMeeting(({ room }) => room);
  const remoteMedia = useMeeting((meeting) => meeting.remoteMedia);
  const speakerId = useMeeting(({ devices }) => devices?.selected.speakerId ?? null);
  const [blocked, setBlocked] = useState(false);
  const playAll = () => {
    setBlocked(false);
    for (const audio of box.current?.querySelectorAll('audio') ?? []) play(audio, () => setBlocked(true));
  };
  return (
    <>
      <div ref={box}>
        {audibleTracks(participants, selfId, remoteMedia).map(({ key, track }) => (
          <TrackAudio key={key} track={track} speakerId={speakerId} onBlocked={() => setBlocked(true)} />
        ))}
      </div>
      {blocked && (
        <div
          role="alert"
          className="absolute inset-x-0 top-4 z-30 mx-auto flex w-fit max-w-[calc(100%-2rem)] flex-wrap items-center justify-center gap-3 rounded-card bg-surface px-5 py-3 text-ink text-sm shadow-float"
        >
          {text.soundBlocked}
          <Button variant="primary" icon={<Volume2 size={20} aria-hidden="true" />} onClick={playAll}>
            {text.turnOnSound}
          </Button>
        </div>
      )}
    </>
  );
}

interface TrackAudioProps {
  track: MediaStreamTrack;
  speakerId: string | null;
  onBlocked: () => void;
}

function TrackAudio({ track, speakerId, onBlocked }: TrackAudioProps) {
  const ref = useRef<HTMLAudioElement>(null);
  const blocked = useRef(onBlocked);
  blocked.current = onBlocked;
  useEffect(() => {
    const audio = ref.current;
    if (!audio) return;
    audio.srcObject = new MediaStream([track]);
    play(audio, () => blocked.current());
    return () => {
      audio.srcObject = null;
    };
  }, [track]);
  useEffect(() => {
    // Firefox and Safari have no choice of speakers; a speaker that is gone leaves the sound where it is.
    ref.current?.setSinkId?.(speakerId ?? '').catch(() => undefined);
  }, [speakerId]);
  // biome-ignore lint/a11y/useMediaCaption: live speech of the meeting, for which there are no captions
  return <audio ref={ref} />;
}

function play(audio: HTMLAudioElement, onBlocked: () => void): void {
  audio.play().catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'NotAllowedError') onBlocked();
  });
}
