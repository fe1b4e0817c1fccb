import { Hand, MicOff } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { useText } from '../../i18n/text.ts';
import { useSpeaking } from '../../session/meeting-speaking.ts';
import { isOn, useMeeting } from '../../session/meeting-store.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { LinkBars } from './LinkBars.tsx';
import type { Tile } from './stage-tiles.ts';
import { TileActions } from './TileActions.tsx';
import { TrackVideo } from './TrackVideo.tsx';
import type { Rect } from './tile-layout.ts';
import { useTileTrack, useTileTrouble } from './tile-media.ts';

export interface StageTileProps {
  tile: Tile;
  rect: Rect;
  pinned: boolean;
  /** Above the others, as the own picture in a call of two. */
  floating: boolean;
}

/** A person or a presented screen at its place on the stage. */
export function StageTile({ tile, rect, pinned, floating }: StageTileProps) {
  const text = useText().meeting;
  const box = useRef<HTMLLIElement>(null);
  const speaking = useSpeaking(tile.kind === 'person' ? tile.participant.connectionId : null);
  const ring = speaking ? 'ring-3 ring-brand' : 'ring-1 ring-white/5';
  const label = tile.kind === 'screen' ? screenName(tile, text.stage) : text.stage.tile(tile.participant.name);
  return (
    <li
      ref={box}
      aria-label={label}
      data-tile={tile.id}
      data-speaking={speaking || undefined}
      className={`group absolute overflow-hidden rounded-2xl bg-[#26312e] transition-[left,top,width,height] duration-200 @container-[size] ${ring} ${floating ? 'z-10 shadow-float' : ''}`}
      style={{ left: rect.x, top: rect.y, width: rect.width, height: rect.height }}
    >
      <TilePicture tile={tile} />
      <TileTrouble tile={tile} />
      <TileLabel tile={tile} small={rect.width < 200} />
      <TileActions tile={tile} pinned={pinned} box={box} small={rect.width < 200} />
    </li>
  );
}

function screenName(
  { own, participant }: Tile,
  text: { ownPresentation: string; presentation: (name: string) => string },
) {
  return own ? text.ownPresentation : text.presentation(participant.name);
}

function TilePicture({ tile }: { tile: Tile }) {
  const track = useTileTrack(tile);
  const { participant } = tile;
  if (tile.kind === 'screen') {
    if (!track)
      return (
        <Centre>
          <Spinner size="large" />
        </Centre>
      );
    return <TrackVideo track={track} className="size-full bg-black object-contain" />;
  }
  return (
    <>
      <Centre>
        <Avatar id={participant.userId} name={participant.name} imageUrl={participant.avatarUrl} size="tile" />
      </Centre>
      {track && (
        <TrackVideo
          track={track}
          className={`absolute inset-0 size-full object-cover ${tile.own ? '-scale-x-100' : ''}`}
        />
      )}
    </>
  );
}

function TileTrouble({ tile }: { tile: Tile }) {
  const text = useText().meeting.stage;
  const trouble = useTileTrouble(tile);
  if (!trouble) return null;
  const shade = trouble === 'otherKey' ? 'bg-black/80' : 'bg-black/60';
  return (
    <div
      className={`absolute inset-0 flex flex-col items-center justify-center gap-2 ${shade} p-2 text-center text-sm text-white`}
    >
      {(trouble === 'reconnecting' || trouble === 'connecting') && <Spinner />}
      {text[trouble]}
    </div>
  );
}

function TileLabel({ tile, small }: { tile: Tile; small: boolean }) {
  const text = useText().meeting;
  const microphoneOn = useMicrophoneOn(tile);
  const { name, handRaisedAt } = tile.participant;
  const person = tile.kind === 'person';
  return (
    <>
      {person && !microphoneOn && (
        <span
          role="img"
          aria-label={text.stage.muted}
          className={`absolute end-2.5 top-2.5 flex items-center justify-center rounded-full bg-black/60 text-white ${small ? 'size-6' : 'size-8'}`}
        >
          <MicOff size={small ? 14 : 18} aria-hidden="true" />
        </span>
      )}
      <span
        className={`absolute start-2 bottom-2 flex max-w-[calc(100%-1rem)] items-center gap-1.5 rounded-lg px-2 py-0.5 text-sm text-white ${handRaisedAt && person ? 'bg-[#8a5a00]' : 'bg-black/55'}`}
      >
        {handRaisedAt && person && (
          <Hand size={16} role="img" aria-label={text.stage.handRaised} className="shrink-0" />
        )}
        {person && <LinkBars tile={tile} />}
        <span className="truncate">{person ? (tile.own ? text.yourself : name) : screenName(tile, text.stage)}</span>
      </span>
    </>
  );
}

/** One's own icon follows the device at once; others' is what the server says. */
function useMicrophoneOn({ own, participant }: Tile): boolean {
  const ownOn = useMeeting(({ devices }) => devices !== null && isOn(devices.microphone));
  return own ? ownOn : participant.microphone;
}

function Centre({ children }: { children: ReactNode }) {
  return <div className="absolute inset-0 flex items-center justify-center text-ink-soft">{children}</div>;
}
