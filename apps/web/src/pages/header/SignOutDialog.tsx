import type { User } from '@cline-meet/protocol';
import { useText } from '../../i18n/text.ts';
import { useUser } from '../../session/user.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { failureText } from '../errors/failure-text.ts';
import { useSubmit } from '../forms/use-submit.ts';

export interface SignOutDialogProps {
  kind: User['kind'];
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Makes sure, because a guest who signs out cannot become the same person again. */
export function SignOutDialog({ kind, open, onOpenChange }: SignOutDialogProps) {
  const text = useText();
  const { busy, failure, onSubmit } = useSubmit(async () => {
    await useUser.getState().signOut();
    onOpenChange(false);
  });
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={text.home.signOut}
      description={kind === 'guest' ? text.home.signOutHint : text.home.signOutHintAccount}
      closeLabel={text.common.close}
    >
      <form onSubmit={onSubmit} className="flex flex-col gap-4 pt-2">
        {failure && <Notice tone="danger">{failureText(text, failure)}</Notice>}
        <div className="flex flex-wrap justify-end gap-3">
          <Button onClick={() => onOpenChange(false)}>{text.common.cancel}</Button>
          <Button type="submit" variant="danger" busy={busy}>
            {text.home.signOut}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
