import type { RoomDetails } from '@cline-meet/protocol';
import { useDevices } from '../../features/devices/devices.ts';
import { useText } from '../../i18n/text.ts';
import { Button } from '../../ui/Button.tsx';
import { PeopleInside } from './PeopleInside.tsx';
import { ShareLink } from './ShareLink.tsx';

/** Who is inside, and the button that leads there. */
export function JoinPanel({ details, onJoin }: { details: RoomDetails; onJoin: () => void }) {
  const { lobby } = useText();
  const silent = useDevices(({ microphone, camera }) => microphone.status !== 'on' && camera.status !== 'on');
  const asks = details.waitingRoom && !details.isHost;
  return (
    <div className="flex flex-col items-stretch gap-6 lg:mx-auto lg:max-w-sm">
      <div className="flex flex-col gap-2 text-center">
        <p className="text-balance font-medium text-brand-ink">{details.name ?? lobby.unnamed}</p>
        <h1 className="text-balance font-semibold text-3xl tracking-tight">{lobby.ready}</h1>
      </div>
      {details.inside && <PeopleInside people={details.inside} />}
      <div className="flex flex-col gap-2 text-center">
        <Button variant="primary" size="large" onClick={onJoin}>
          {asks ? lobby.askToJoin : lobby.join}
        </Button>
        {asks && <p className="text-ink-soft text-sm">{lobby.askHint}</p>}
        {silent && <p className="text-pretty text-ink-soft text-sm">{lobby.noDevicesHint}</p>}
      </div>
      <ShareLink code={details.code} />
    </div>
  );
}
