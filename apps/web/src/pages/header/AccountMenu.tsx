import type { User } from '@cline-meet/protocol';
import { LogIn, LogOut, PencilLine } from 'lucide-react';
import { type ComponentProps, lazy, Suspense, useState } from 'react';
import { useText } from '../../i18n/text.ts';
import { signInAddress, useProvider } from '../../session/user.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Menu, MenuItem } from '../../ui/Menu.tsx';

// Dialogs come when they are asked for.
const RenameDialog = lazy(() => import('./RenameDialog.tsx').then((module) => ({ default: module.RenameDialog })));
const SignOutDialog = lazy(() => import('./SignOutDialog.tsx').then((module) => ({ default: module.SignOutDialog })));

/** Who is signed in, and what they can do about it. */
export function AccountMenu({ user }: { user: User }) {
  const text = useText();
  const provider = useProvider();
  const [dialog, setDialog] = useState<'rename' | 'sign_out' | null>(null);
  const close = () => setDialog(null);
  return (
    <>
      <Menu trigger={<AccountButton user={user} />}>
        {user.kind === 'guest' && (
          <MenuItem icon={<PencilLine size={18} aria-hidden="true" />} onSelect={() => setDialog('rename')}>
            {text.home.rename}
          </MenuItem>
        )}
        {user.kind === 'guest' && provider && (
          <MenuItem
            icon={<LogIn size={18} aria-hidden="true" />}
            onSelect={() => window.location.assign(signInAddress())}
          >
            {text.home.signInWith(provider)}
          </MenuItem>
        )}
        <MenuItem icon={<LogOut size={18} aria-hidden="true" />} onSelect={() => setDialog('sign_out')}>
          {text.home.signOut}
        </MenuItem>
      </Menu>
      <Suspense>
        {dialog === 'rename' && <RenameDialog name={user.name} open onOpenChange={close} />}
        {dialog === 'sign_out' && <SignOutDialog kind={user.kind} open onOpenChange={close} />}
      </Suspense>
    </>
  );
}

function AccountButton({ user, ...rest }: { user: User } & ComponentProps<'button'>) {
  const text = useText();
  return (
    <button
      {...rest}
      type="button"
      aria-label={text.home.signedInAs(user.name)}
      className="flex min-h-11 min-w-0 items-center gap-2.5 rounded-full py-1 ps-1.5 pe-1.5 hover:bg-surface-hover sm:pe-4"
    >
      <Avatar id={user.userId} name={user.name} imageUrl={user.avatarUrl} size="small" />
      <span className="hidden max-w-48 truncate font-medium text-sm sm:block">{user.name}</span>
    </button>
  );
}
