import type { Places } from '../worker-messages.ts';

/** The servers under load. */
export interface Servers {
  readonly places: Places;
  /** Where each tells its figures, by name. */
  readonly watched: readonly { readonly name: string; readonly url: string }[];
  /** Replaces every hub, one after the other. Calls `tell` with what it does. */
  deploy(tell: (step: string) => void): Promise<void>;
  /** What the servers said that is worth a look; empty where that is not known. */
  log(): string;
  close(): Promise<void>;
}
