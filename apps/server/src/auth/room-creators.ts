import type { Me } from '@cline-meet/protocol';
import type { Account, Users } from './ports.ts';

/** Who may create rooms: anyone who comes in, people with an account, or those whose verified address is of a domain. */
export type RoomCreators =
  | { readonly who: 'anyone' }
  | { readonly who: 'signed_in' }
  | { readonly who: 'domains'; readonly domains: readonly string[] };

export interface CreatorsContext {
  readonly users: Users;
  readonly guestsAllowed: boolean;
  readonly roomCreators: RoomCreators;
}

/** `account` is null for who has not come in yet, and may do so as a guest where guests are allowed. */
export async function mayCreateRooms(
  { users, guestsAllowed, roomCreators }: CreatorsContext,
  account: Account | null,
): Promise<boolean> {
  switch (roomCreators.who) {
    case 'anyone':
      return account !== null || guestsAllowed;
    case 'signed_in':
      return account?.kind === 'google';
    case 'domains':
      return account?.kind === 'google' && isOfDomain(await users.emailOf(account.userId), roomCreators.domains);
    default:
      return roomCreators satisfies never;
  }
}

/** What the web app is told of it. */
export async function creationRights(
  context: CreatorsContext,
  account: Account | null,
): Promise<Pick<Me, 'mayCreateRooms' | 'roomCreators'>> {
  return {
    mayCreateRooms: await mayCreateRooms(context, account),
    roomCreators: context.roomCreators.who,
  };
}

/** The domain itself: one of its subdomains may be someone else's. */
function isOfDomain(email: string | null, domains: readonly string[]): boolean {
  const at = email?.lastIndexOf('@') ?? -1;
  return email !== null && at > 0 && domains.includes(email.slice(at + 1).toLowerCase());
}
