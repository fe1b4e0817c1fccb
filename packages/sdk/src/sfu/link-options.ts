import type { IceConfiguration } from '@cline-meet/protocol';
import type { Timers } from '../timers.ts';
import type { MediaNode } from './media-node.ts';
import type { LayeredCodec } from './producer-settings.ts';
import type { MediaCipher, SfuEvent } from './sfu-options.ts';

/** What both directions need. */
export interface LinkOptions {
  readonly node: MediaNode;
  readonly timers: Timers;
  readonly random: () => number;
  readonly cipher: MediaCipher | null;
  readonly cameraCodec: LayeredCodec | null;
  readonly ice: () => IceConfiguration;
  /** What comes, or how it goes, is another. */
  changed(): void;
  log(event: SfuEvent): void;
  /** Something failed, and is tried again. */
  failed(error: unknown, attempt: number): void;
}
