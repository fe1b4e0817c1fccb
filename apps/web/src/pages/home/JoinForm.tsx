import { parseRoomCode } from '@cline-meet/protocol';
import { Keyboard } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { useText } from '../../i18n/text.ts';
import { keyInLink, roomPath } from '../../session/room-key.ts';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/TextField.tsx';

/** Leads to the meeting whose code or link a person enters. */
export function JoinForm() {
  const text = useText();
  const [, navigate] = useLocation();
  const [entered, setEntered] = useState('');
  const [submitted, setSubmitted] = useState<string | null>(null);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const code = parseRoomCode(entered);
    if (code) navigate(roomPath(code, keyInLink(entered.trim()) ?? undefined));
    else setSubmitted(entered);
  };
  const complaint = entered.trim() ? text.home.codeInvalid : text.home.codeNeeded;
  return (
    <form onSubmit={onSubmit} className="flex min-w-0 flex-1 items-start gap-2">
      <TextField
        className="flex-1"
        label={text.home.codeLabel}
        labelHidden
        icon={<Keyboard size={20} aria-hidden="true" />}
        placeholder={text.home.codePlaceholder}
        hint={text.home.codeHint}
        error={submitted === entered ? complaint : null}
        value={entered}
        onChange={(event) => setEntered(event.target.value)}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        enterKeyHint="go"
      />
      <Button type="submit" variant="quiet" className="min-h-12">
        {text.home.join}
      </Button>
    </form>
  );
}
