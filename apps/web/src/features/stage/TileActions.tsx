import { Maximize, Minimize, Pin, PinOff } from 'lucide-react';
import { type ReactNode, type RefObject, useSyncExternalStore } from 'react';
import { useText } from '../../i18n/text.ts';
import { useMeetingView } from '../../session/meeting-view.ts';
import type { Tile } from './stage-tiles.ts';

export interface TileActionsProps {
  tile: Tile;
  pinned: boolean;
  /** What goes full screen. */
  box: RefObject<HTMLElement | null>;
  small: boolean;
}

/** Without a pointer a small tile has no room for buttons: a tap anywhere on it is the press. */
const TAP_ANYWHERE =
  'size-8 [@media(hover:none)]:absolute [@media(hover:none)]:inset-0 [@media(hover:none)]:size-full [@media(hover:none)]:rounded-2xl [@media(hover:none)]:opacity-0';

/** Pin and full screen, shown while the pointer or the focus is on the tile, always where there is no pointer. */
export function TileActions({ tile, pinned, box, small }: TileActionsProps) {
  const text = useText().meeting.stage;
  const pinTile = useMeetingView((view) => view.pinTile);
  const name = tile.kind === 'screen' && tile.own ? text.ownPresentation : tile.participant.name;
  return (
    <div className="absolute inset-0 flex items-center justify-center gap-2 opacity-0 transition-opacity pointer-events-none group-hover:opacity-100 has-focus-visible:opacity-100 [@media(hover:none)]:items-start [@media(hover:none)]:justify-start [@media(hover:none)]:p-1.5 [@media(hover:none)]:opacity-80">
      <TileButton
        label={pinned ? text.unpin(name) : text.pin(name)}
        small={small}
        onPress={() => pinTile(pinned ? null : tile.id)}
      >
        {pinned ? <PinOff size={18} aria-hidden="true" /> : <Pin size={18} aria-hidden="true" />}
      </TileButton>
      {tile.kind === 'screen' && !small && <FullScreenButton box={box} />}
    </div>
  );
}

function FullScreenButton({ box }: { box: RefObject<HTMLElement | null> }) {
  const text = useText().meeting.stage;
  const element = useSyncExternalStore(subscribeFullScreen, () => document.fullscreenElement);
  const active = element !== null && element === box.current;
  // iPhones have no full screen for anything but videos.
  if (!document.fullscreenEnabled) return null;
  const toggle = () =>
    void (active ? document.exitFullscreen() : box.current?.requestFullscreen())?.catch(() => undefined);
  return (
    <TileButton label={active ? text.leaveFullScreen : text.fullScreen} small={false} onPress={toggle}>
      {active ? <Minimize size={18} aria-hidden="true" /> : <Maximize size={18} aria-hidden="true" />}
    </TileButton>
  );
}

function TileButton({
  label,
  small,
  onPress,
  children,
}: {
  label: string;
  small: boolean;
  onPress: () => void;
  children: ReactNode;
}) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      onClick={onPress}
      className={`pointer-events-auto inline-flex items-center justify-center rounded-full bg-black/65 text-white hover:bg-black/85 ${small ? TAP_ANYWHERE : 'size-11'}`}
    >
      {children}
    </button>
  );
}

function subscribeFullScreen(listener: () => void): () => void {
  document.addEventListener('fullscreenchange', listener);
  return () => document.removeEventListener('fullscreenchange', listener);
}
