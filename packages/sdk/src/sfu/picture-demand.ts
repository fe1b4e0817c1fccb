import type { ConnectionId } from '@cline-meet/protocol';
import type { Views } from '../media-client.ts';
import type { TimerId, Timers } from '../timers.ts';
import { layerFor } from './view-layers.ts';

/** Who scrolls on and back misses nothing. */
const OFF_MS = 3_000;
/** A picture that comes back within this needs no negotiation. */
const FORGET_MS = 60_000;

export type PictureSource = 'camera' | 'screen';

/** `spatialLayer` is that of a camera; a screen comes whole. */
export type Demand = { on: true; spatialLayer?: number } | { on: false };

interface Picture {
  demand: Demand;
  /** Running where it is not on the screen any more. */
  timer: TimerId | undefined;
}

/** Which pictures of others are to come, by what is on the screen. Nothing is before the screen is known. */
export class PictureDemand {
  readonly #timers: Timers;
  readonly #changed: () => void;
  readonly #pictures = new Map<string, Picture>();

  /** `changed` is called where time, and not a call, changes a demand. */
  constructor(timers: Timers, changed: () => void) {
    this.#timers = timers;
    this.#changed = changed;
  }

  /** Undefined: it is not seen, and has not been for long. */
  of(id: ConnectionId, source: PictureSource): Demand | undefined {
    return this.#pictures.get(keyOf(id, source))?.demand;
  }

  show(views: Views): void {
    const seen = new Set<string>();
    for (const [id, widths] of views) {
      for (const source of ['camera', 'screen'] as const) {
        const width = widths[source];
        if (!width || !(width > 0)) continue;
        seen.add(keyOf(id, source));
        this.#see(keyOf(id, source), source, width);
      }
    }
    for (const [key, picture] of this.#pictures) if (!seen.has(key)) this.#leave(key, picture);
  }

  close(): void {
    for (const { timer } of this.#pictures.values()) this.#timers.clearTimeout(timer);
    this.#pictures.clear();
  }

  #see(key: string, source: PictureSource, width: number): void {
    const before = this.#pictures.get(key);
    this.#timers.clearTimeout(before?.timer);
    this.#pictures.set(key, { demand: demandFor(source, width, before?.demand), timer: undefined });
  }

  #leave(key: string, picture: Picture): void {
    if (picture.timer !== undefined) return;
    picture.timer = this.#timers.setTimeout(() => {
      picture.demand = { on: false };
      picture.timer = this.#timers.setTimeout(() => {
        this.#pictures.delete(key);
        this.#changed();
      }, FORGET_MS);
      this.#changed();
    }, OFF_MS);
  }
}

function demandFor(source: PictureSource, width: number, before: Demand | undefined): Demand {
  if (source === 'screen') return { on: true };
  return { on: true, spatialLayer: layerFor(width, before?.on ? before.spatialLayer : undefined) };
}

function keyOf(id: ConnectionId, source: PictureSource): string {
  return `${id} ${source}`;
}
