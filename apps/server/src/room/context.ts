import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import type { Errands } from './errands.ts';
import type { Journal } from './journal.ts';
import type { MediaNodes } from './media-nodes.ts';
import type { Bus } from './ports.ts';
import type { RoomStore } from './room-store.ts';

/** What every verb works with. */
export interface RoomContext {
  readonly store: RoomStore;
  readonly bus: Bus;
  readonly journal: Journal;
  readonly errands: Errands;
  readonly media: MediaNodes;
  readonly clock: Clock;
  readonly log: Logger;
  readonly rules: RoomRules;
}

export interface RoomRules {
  readonly roomMaxParticipants: number;
  /** The limit while no media node lives: everyone then sends to everyone. */
  readonly meshMaxParticipants: number;
  /** A meeting of more people than this goes through a media node. */
  readonly sfuAbove: number;
  /** People of one meeting whose media one node carries, as long as another one can take the rest. */
  readonly mediaNodeMaxParticipants: number;
  /** How long a place is kept for who lost the network. */
  readonly reconnectGraceMs: number;
  /** How long a place is kept for who closed or reloaded the page. */
  readonly reloadGraceMs: number;
}
