import type { Meter } from '../hub/cost-of.ts';

/** Someone who speaks in a room, and hears all of it. */
export interface Speaker {
  onMessage: (payload: Buffer) => void;
  chat(text: string): void;
  close(): void;
}

/** A room's people by seat: those with even numbers are on the first server, the others on the second. */
export type Seats = readonly Speaker[];

/** Two servers that share a Redis, and people in rooms who are on both. */
export interface Crowd {
  readonly name: string;
  readonly rooms: readonly Seats[];
  /** Both servers, all together. */
  readonly servers: Meter;
  close(): Promise<void>;
}

export interface CrowdSize {
  readonly rooms: number;
  readonly people: number;
}
