import type { Participant } from '@cline-meet/protocol';
import { EllipsisVertical, Hand, Mic, MicOff, UserX, VideoOff } from 'lucide-react';
import { useState } from 'react';
import { useText } from '../../i18n/text.ts';
import { muteParticipant, removeParticipant } from '../../session/meeting-actions.ts';
import { useLinkQuality } from '../../session/meeting-links.ts';
import { useSpeaking } from '../../session/meeting-speaking.ts';
import { useIsHost, useMeeting } from '../../session/meeting-store.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Menu, MenuItem } from '../../ui/Menu.tsx';

/** One person of the list, with what they are doing. */
export function PersonRow({ person }: { person: Participant }) {
  const text = useText();
  const own = useMeeting(({ room }) => room.selfId === person.connectionId);
  const isHost = useIsHost();
  const link = useLinkQuality(own ? null : person.connectionId);
  const { people, stage } = text.meeting;
  const notes = [
    person.role === 'host' && people.host,
    person.screenShare && people.presenting,
    person.connection === 'reconnecting' && people.reconnecting,
    link !== 'good' && stage.link[link],
  ].filter((note) => note !== false && note !== null);
  return (
    <li className="flex min-h-13 items-center gap-3">
      <Avatar id={person.userId} name={person.name} imageUrl={person.avatarUrl} size="small" />
      <div className="min-w-0 flex-1">
        <p className="truncate text-sm">{own ? text.meeting.you(person.name) : person.name}</p>
        {notes.length > 0 && <p className="truncate text-ink-soft text-xs">{notes.join(people.separator)}</p>}
      </div>
      <PersonStates person={person} />
      {isHost && !own && <PersonMenu person={person} />}
    </li>
  );
}

function PersonStates({ person }: { person: Participant }) {
  const text = useText().meeting;
  const speaking = useSpeaking(person.connectionId);
  const microphone = person.microphone ? text.people.microphoneOn : text.people.microphoneOff;
  const MicrophoneIcon = person.microphone ? Mic : MicOff;
  return (
    <span className="flex items-center gap-2 text-ink-soft">
      {person.handRaisedAt && (
        <Hand size={18} role="img" aria-label={text.stage.handRaised} className="text-warning-ink" />
      )}
      {!person.camera && <VideoOff size={18} role="img" aria-label={text.people.cameraOff} />}
      <MicrophoneIcon size={18} role="img" aria-label={microphone} className={speaking ? 'text-brand-ink' : ''} />
    </span>
  );
}

function PersonMenu({ person }: { person: Participant }) {
  const { common, meeting } = useText();
  const text = meeting.people;
  const [removing, setRemoving] = useState(false);
  const trigger = (
    <IconButton label={text.actions(person.name)} icon={<EllipsisVertical size={18} aria-hidden="true" />} />
  );
  return (
    <>
      <Menu trigger={trigger}>
        <MenuItem
          icon={<MicOff size={18} aria-hidden="true" />}
          disabled={!person.microphone}
          onSelect={() => muteParticipant(person.connectionId)}
        >
          {text.mute}
        </MenuItem>
        <MenuItem icon={<UserX size={18} aria-hidden="true" />} tone="danger" onSelect={() => setRemoving(true)}>
          {text.remove}
        </MenuItem>
      </Menu>
      <ConfirmDialog
        open={removing}
        onOpenChange={setRemoving}
        title={text.removeTitle(person.name)}
        text={text.removeText}
        cancelLabel={common.cancel}
        closeLabel={common.close}
        confirmLabel={text.remove}
        onConfirm={() => removeParticipant(person.connectionId)}
      />
    </>
  );
}
