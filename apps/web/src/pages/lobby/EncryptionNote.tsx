import type { RoomCode } from '@cline-meet/protocol';
import { LockKeyhole } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useText } from '../../i18n/text.ts';
import { type RoomKey, roomKeyIn } from '../../session/room-key.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { TextField } from '../../ui/TextField.tsx';

/** What keeps a person out of an encrypted room; null where nothing does. */
export type EncryptionObstacle = 'unsupported' | 'no_key' | null;

export interface EncryptionNoteProps {
  code: RoomCode;
  obstacle: EncryptionObstacle;
  onKey: (key: RoomKey) => void;
}

/** Says that a room is encrypted end to end, and asks for the key where the link came without. */
export function EncryptionNote({ code, obstacle, onKey }: EncryptionNoteProps) {
  const { lobby } = useText();
  switch (obstacle) {
    case 'unsupported':
      return (
        <Notice tone="danger" title={lobby.encryptedUnsupportedTitle}>
          {lobby.encryptedUnsupported}
        </Notice>
      );
    case 'no_key':
      return <KeyForm code={code} onKey={onKey} />;
    case null:
      return (
        <p className="flex items-center justify-center gap-2 text-ink-soft text-sm">
          <LockKeyhole size={16} aria-hidden="true" className="shrink-0" />
          {lobby.encrypted}
        </p>
      );
    default:
      return obstacle satisfies never;
  }
}

function KeyForm({ code, onKey }: Pick<EncryptionNoteProps, 'code' | 'onKey'>) {
  const { lobby } = useText();
  const [pasted, setPasted] = useState('');
  const [refused, setRefused] = useState<string | null>(null);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const key = roomKeyIn(pasted, code);
    if (key === null) setRefused(lobby.keyInvalid);
    else if (key === 'other_meeting') setRefused(lobby.keyOfOther);
    else onKey(key);
  };
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-4 rounded-control border border-line bg-surface p-4">
      <div className="flex flex-col gap-1 text-sm">
        <h2 className="flex items-center gap-2 font-medium">
          <LockKeyhole size={18} aria-hidden="true" className="shrink-0" />
          {lobby.keyTitle}
        </h2>
        <p className="text-pretty text-ink-soft">{lobby.keyText}</p>
      </div>
      <TextField
        label={lobby.keyLabel}
        hint={lobby.keyHint}
        error={refused}
        value={pasted}
        onChange={(event) => {
          setPasted(event.target.value);
          setRefused(null);
        }}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
      />
      <Button type="submit" variant="primary">
        {lobby.useKey}
      </Button>
    </form>
  );
}
