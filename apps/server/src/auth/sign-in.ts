import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import type { Clock } from '../lib/clock.ts';
import type { TokenSigner, TokenVerifier } from '../lib/tokens.ts';
import type { IdentityProvider } from './identity-provider.ts';
import type { Account, UsedSignIns, Users } from './ports.ts';
import { SignInFailure } from './sign-in-failure.ts';

/** The JWT audience of what a browser keeps while its person is at the provider. */
const SIGN_IN_AUDIENCE = 'cline-meet/sign-in';
/** How long a person may take at the provider. */
export const SIGN_IN_TTL_SECONDS = 600;

const Transaction = z.object({
  jti: z.uuid(),
  state: z.string(),
  nonce: z.string(),
  codeVerifier: z.string(),
  redirectUri: z.url(),
  next: z.string(),
});
type Transaction = z.infer<typeof Transaction>;

export interface SignInContext {
  readonly provider: IdentityProvider;
  readonly users: Users;
  readonly usedSignIns: UsedSignIns;
  readonly signer: TokenSigner;
  /** Verifies what the signer signed. */
  readonly logins: TokenVerifier;
  readonly clock: Clock;
}

export interface StartedSignIn {
  /** The provider's page. */
  url: string;
  state: string;
  /** For a cookie of this browser. It is signed, not secret from its person. */
  transaction: string;
}

/** Throws a {@link SignInFailure}. */
export async function startSignIn(
  { provider, signer }: SignInContext,
  redirectUri: string,
  next: string,
): Promise<StartedSignIn> {
  const { url, pending } = await provider.begin(redirectUri);
  const transaction = await signer.sign({
    audience: SIGN_IN_AUDIENCE,
    subject: 'sign-in',
    tokenId: randomUUID(),
    ttlSeconds: SIGN_IN_TTL_SECONDS,
    claims: { ...pending, next },
  });
  return { url, state: pending.state, transaction };
}

/** What {@link startSignIn} gave to this browser for this state; null for anything else. */
export async function readTransaction(
  { logins }: Pick<SignInContext, 'logins'>,
  token: string | undefined,
  state: string,
): Promise<Transaction | null> {
  const payload = token ? await logins.verify(token, SIGN_IN_AUDIENCE) : null;
  const parsed = Transaction.safeParse(payload);
  return parsed.success && parsed.data.state === state ? parsed.data : null;
}

/** The account of who came back with this query. Works once per transaction. Throws a {@link SignInFailure}. */
export async function finishSignIn(
  { provider, users, usedSignIns, clock }: SignInContext,
  transaction: Transaction,
  query: string,
): Promise<Account> {
  const nowMs = clock.now();
  // Twice the lifetime, since a verifier's clock may be behind.
  const isFirst = await usedSignIns.use(transaction.jti, nowMs + 2 * SIGN_IN_TTL_SECONDS * 1000, nowMs);
  if (!isFirst) throw new SignInFailure('sign_in_failed', 'the sign-in was used before');
  return users.signedIn(await provider.finish(query, transaction));
}
