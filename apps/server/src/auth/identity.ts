import { limits } from '@cline-meet/protocol';
import * as z from 'zod/mini';
import type { Identity } from './ports.ts';
import { SignInFailure } from './sign-in-failure.ts';

const GOOGLE = 'https://accounts.google.com';
const MAX_AVATAR_CHARACTERS = 2000;

/** What we read of an ID token and of the userinfo answer (OpenID Connect Core 1.0, section 5.1). */
const Claims = z.object({
  iss: z.string(),
  sub: z.string().check(z.minLength(1), z.maxLength(255)),
  email: z.optional(z.string().check(z.maxLength(254))),
  email_verified: z.optional(z.unknown()),
  /** Entra says with this what others say with `email_verified`: that the owner of the address's domain vouches. */
  xms_edov: z.optional(z.unknown()),
  name: z.optional(z.string()),
  given_name: z.optional(z.string()),
  preferred_username: z.optional(z.string()),
  picture: z.optional(z.string()),
});

/** The person that the claims tell of. Throws a {@link SignInFailure} where their address is not verified. */
export function identityOf(claims: Record<string, unknown>): Identity {
  const parsed = Claims.safeParse(claims);
  if (!parsed.success) throw new SignInFailure('sign_in_failed', 'the claims are malformed');
  const { iss, sub, email, email_verified, xms_edov, picture } = parsed.data;
  if (email !== undefined && !isYes(email_verified) && !isYes(xms_edov)) {
    throw new SignInFailure('sign_in_email_unverified', 'the provider has not verified the e-mail address');
  }
  return {
    // A subject is unique within its issuer: another provider's people never inherit Google's accounts.
    googleId: iss === GOOGLE ? sub : `${iss}#${sub}`,
    email: email?.toLowerCase() ?? null,
    name: displayName(parsed.data),
    avatarUrl: picture !== undefined && isPicture(picture) ? picture : null,
  };
}

/** Some providers write booleans as text or as a number. */
function isYes(claim: unknown): boolean {
  return claim === true || claim === 'true' || claim === 1 || claim === '1';
}

function displayName({ name, given_name, preferred_username, email }: z.infer<typeof Claims>): string {
  // What stands before the @ alone: others in a meeting need not learn an address.
  const candidates = [name, given_name, preferred_username?.split('@')[0], email?.split('@')[0]];
  return candidates.map(asDisplayName).find((candidate) => candidate !== '') ?? '?';
}

/** Cuts between characters, not within one. */
function asDisplayName(text = ''): string {
  let cut = '';
  for (const character of text.replace(/\p{Cc}+/gu, ' ').trim()) {
    if (cut.length + character.length > limits.displayNameCharacters) break;
    cut += character;
  }
  return cut.trim();
}

function isPicture(address: string): boolean {
  return address.length <= MAX_AVATAR_CHARACTERS && URL.canParse(address) && new URL(address).protocol === 'https:';
}
