import { limits } from '@cline-meet/protocol';
import { useText } from '../../i18n/text.ts';
import { TextField } from '../../ui/TextField.tsx';

export interface NameFieldProps {
  value: string;
  onChange: (name: string) => void;
  /** A submit was tried with it empty. */
  missing: boolean;
  autoFocus?: boolean;
}

/** Where a person says how others shall call them. */
export function NameField({ value, onChange, missing, autoFocus = false }: NameFieldProps) {
  const text = useText();
  return (
    <TextField
      label={text.home.yourName}
      hint={text.home.yourNameHint}
      error={missing && !value.trim() ? text.home.nameNeeded : null}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      maxLength={limits.displayNameCharacters}
      autoComplete="name"
      autoFocus={autoFocus}
    />
  );
}
