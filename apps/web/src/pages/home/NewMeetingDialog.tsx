import { limits } from '@cline-meet/protocol';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { createRoom } from '../../api/client.ts';
import { useText } from '../../i18n/text.ts';
import { createRoomKey, encryptionSupported, rememberRoomKey, roomPath } from '../../session/room-key.ts';
import { rememberedName, useSignedIn, useUser } from '../../session/user.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { failureText } from '../errors/failure-text.ts';
import { NameField } from '../forms/NameField.tsx';
import { useSubmit } from '../forms/use-submit.ts';

export interface NewMeetingDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Asks what a new meeting shall be like, creates it and leads to its green room. */
export function NewMeetingDialog({ open, onOpenChange }: NewMeetingDialogProps) {
  const text = useText();
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={text.home.newMeeting}
      description={text.home.newMeetingHint}
      closeLabel={text.common.close}
    >
      <NewMeetingForm />
    </Dialog>
  );
}

function NewMeetingForm() {
  const text = useText();
  const user = useSignedIn();
  const [, navigate] = useLocation();
  const [guestName, setGuestName] = useState(rememberedName);
  const [nameMissing, setNameMissing] = useState(false);
  const [name, setName] = useState('');
  const [waitingRoom, setWaitingRoom] = useState(true);
  const [encrypted, setEncrypted] = useState(false);
  const { busy, failure, onSubmit } = useSubmit(async () => {
    if (!user && !guestName.trim()) return setNameMissing(true);
    if (!user) await useUser.getState().signInAsGuest(guestName.trim());
    const room = await createRoom({ name: name.trim(), waitingRoom, encrypted });
    if (encrypted) rememberRoomKey(room.code, createRoomKey());
    navigate(roomPath(room.code));
  });
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-5 pt-2">
      {!user && <NameField value={guestName} onChange={setGuestName} missing={nameMissing} />}
      <TextField
        label={text.home.meetingName}
        hint={text.home.meetingNameHint}
        value={name}
        onChange={(event) => setName(event.target.value)}
        maxLength={limits.roomNameCharacters}
        autoComplete="off"
      />
      <Switch
        label={text.home.waitingRoom}
        hint={text.home.waitingRoomHint}
        checked={waitingRoom}
        onChange={setWaitingRoom}
      />
      <Switch
        label={text.home.encryption}
        hint={encryptionSupported() ? text.home.encryptionHint : text.home.encryptionUnsupported}
        checked={encrypted}
        disabled={!encryptionSupported()}
        onChange={setEncrypted}
      />
      {failure && (
        <Notice tone="danger">
          {failure.code === 'forbidden' ? text.home.creatorsDomains : failureText(text, failure)}
        </Notice>
      )}
      <Button type="submit" variant="primary" busy={busy}>
        {text.home.create}
      </Button>
    </form>
  );
}
