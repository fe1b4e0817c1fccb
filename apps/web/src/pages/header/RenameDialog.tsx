import { useState } from 'react';
import { useText } from '../../i18n/text.ts';
import { useUser } from '../../session/user.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { failureText } from '../errors/failure-text.ts';
import { NameField } from '../forms/NameField.tsx';
import { useSubmit } from '../forms/use-submit.ts';

export interface RenameDialogProps {
  name: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Lets a guest take another name. */
export function RenameDialog({ name, open, onOpenChange }: RenameDialogProps) {
  const text = useText();
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={text.home.renameTitle} closeLabel={text.common.close}>
      <RenameForm name={name} done={() => onOpenChange(false)} />
    </Dialog>
  );
}

function RenameForm({ name, done }: { name: string; done: () => void }) {
  const text = useText();
  const [entered, setEntered] = useState(name);
  const [missing, setMissing] = useState(false);
  const { busy, failure, onSubmit } = useSubmit(async () => {
    if (!entered.trim()) return setMissing(true);
    await useUser.getState().signInAsGuest(entered.trim());
    done();
  });
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-4 pt-2">
      <NameField value={entered} onChange={setEntered} missing={missing} />
      {failure && <Notice tone="danger">{failureText(text, failure)}</Notice>}
      <Button type="submit" variant="primary" busy={busy} className="self-end">
        {text.common.save}
      </Button>
    </form>
  );
}
