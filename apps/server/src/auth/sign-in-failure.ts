import type { SignInError } from '@cline-meet/protocol';

/** A sign-in with the provider that ends without a session. */
export class SignInFailure extends Error {
  readonly reason: SignInError;

  /** `detail` is for the log: it never holds a token, a code or an address. */
  constructor(reason: SignInError, detail: string) {
    super(detail);
    this.name = 'SignInFailure';
    this.reason = reason;
  }
}
