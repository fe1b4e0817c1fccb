import type { RoomDetails } from '@cline-meet/protocol';
import { useDevices } from '../../features/devices/devices.ts';
import { useText } from '../../i18n/text.ts';
import { encryptionSupported, type RoomKey } from '../../session/room-key.ts';
import { Button } from '../../ui/Button.tsx';
import { EncryptionNote, type EncryptionObstacle } from './EncryptionNote.tsx';
import { PeopleInside } from './PeopleInside.tsx';
import { ShareLink } from './ShareLink.tsx';

export interface JoinPanelProps {
  details: RoomDetails;
  roomKey: RoomKey | null;
  onKey: (key: RoomKey) => void;
  onJoin: () => void;
}

/** Who is inside, and the button that leads there. */
export function JoinPanel({ details, roomKey, onKey, onJoin }: JoinPanelProps) {
  const { lobby } = useText();
  const silent = useDevices(({ microphone, camera }) => microphone.status !== 'on' && camera.status !== 'on');
  // A link with a key is to an encrypted room, whatever the server says.
  const isEncrypted = details.encrypted || roomKey !== null;
  const obstacle = isEncrypted ? obstacleOf(roomKey) : null;
  const asks = details.waitingRoom && !details.isHost;
  return (
    <div className="flex flex-col items-stretch gap-6 lg:mx-auto lg:max-w-sm">
      <div className="flex flex-col gap-2 text-center">
        <p className="text-balance font-medium text-brand-ink">{details.name ?? lobby.unnamed}</p>
        <h1 className="text-balance font-semibold text-3xl tracking-tight">{lobby.ready}</h1>
      </div>
      {details.inside && <PeopleInside people={details.inside} />}
      {isEncrypted && <EncryptionNote code={details.code} obstacle={obstacle} onKey={onKey} />}
      <div className="flex flex-col gap-2 text-center">
        <Button variant="primary" size="large" onClick={onJoin} disabled={obstacle !== null}>
          {asks ? lobby.askToJoin : lobby.join}
        </Button>
        {asks && <p className="text-ink-soft text-sm">{lobby.askHint}</p>}
        {silent && <p className="text-pretty text-ink-soft text-sm">{lobby.noDevicesHint}</p>}
      </div>
      {obstacle === null && <ShareLink code={details.code} roomKey={roomKey} />}
    </div>
  );
}

function obstacleOf(roomKey: RoomKey | null): EncryptionObstacle {
  if (!encryptionSupported()) return 'unsupported';
  return roomKey ? null : 'no_key';
}
