import { Lock, LockOpen } from 'lucide-react';
import { useState } from 'react';
import { useText } from '../../i18n/text.ts';
import { renewKeys } from '../../session/meeting-cipher.ts';
import { useIsHost, useMeeting } from '../../session/meeting-store.ts';
import { Button } from '../../ui/Button.tsx';
import { announce } from '../../ui/LiveRegion.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Popover } from '../../ui/Popover.tsx';
import { useFingerprint } from './use-fingerprint.ts';

/** A lock that says that the meeting is encrypted end to end, and opens what there is to know and to compare. */
export function EncryptionBadge({ withLabel = false }: { withLabel?: boolean }) {
  const text = useText().meeting.encryption;
  const isEncrypted = useMeeting(({ key, room }) => key !== null || room.room?.encrypted === true);
  const isTroubled = useMeeting(({ unreadable, room }) =>
    room.participants.some(({ connectionId }) => unreadable.has(connectionId)),
  );
  if (!isEncrypted) return null;
  const tone = isTroubled ? 'text-warning-ink' : 'text-ink-soft hover:text-ink';
  const Icon = isTroubled ? LockOpen : Lock;
  const label = isTroubled ? text.badgeTroubled : text.badge;
  return (
    <Popover
      title={text.title}
      trigger={
        <button
          type="button"
          aria-label={label}
          className={`inline-flex min-h-11 min-w-11 shrink-0 items-center justify-center gap-2 rounded-full text-sm hover:bg-surface-hover ${withLabel ? 'px-3' : ''} ${tone}`}
        >
          <Icon size={18} aria-hidden="true" />
          {withLabel && <span>{isTroubled ? text.troubled : text.badge}</span>}
        </button>
      }
    >
      <EncryptionFacts />
    </Popover>
  );
}

function EncryptionFacts() {
  const text = useText().meeting.encryption;
  const groups = useFingerprint();
  const unreadable = useMeeting((store) => store.unreadable);
  const participants = useMeeting(({ room }) => room.participants);
  const isHost = useIsHost();
  const names = participants.filter(({ connectionId }) => unreadable.has(connectionId)).map(({ name }) => name);
  return (
    <>
      {names.length > 0 && <Notice tone="warning">{text.otherKey(names)}</Notice>}
      <p className="text-pretty">{text.media}</p>
      <p className="text-pretty text-ink-soft">{text.notEncrypted}</p>
      {groups && (
        <div className="flex flex-col gap-2 rounded-control bg-surface-sunken p-4">
          <h3 className="font-medium">{text.fingerprint}</h3>
          <p className="grid grid-cols-4 gap-x-3 gap-y-1 font-medium font-mono text-base tabular-nums">
            {groups.map((group, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the groups stand where they stand, and two may be alike.
              <span key={index}>{group}</span>
            ))}
          </p>
          <p className="text-pretty text-ink-soft">{text.compare}</p>
        </div>
      )}
      <p className="text-pretty text-ink-soft">{text.link}</p>
      {isHost && groups && <RenewKeys />}
    </>
  );
}

function RenewKeys() {
  const text = useText().meeting.encryption;
  const [done, setDone] = useState(false);
  const renew = () => {
    renewKeys();
    setDone(true);
    announce(text.renewed);
  };
  return (
    <div className="flex flex-col gap-2 border-line border-t pt-4">
      <Button onClick={renew}>{text.renew}</Button>
      <p className="text-pretty text-ink-soft">{done ? text.renewed : text.renewHint}</p>
    </div>
  );
}
