import type { ConnectionId } from '@cline-meet/protocol';
import type { MediaPeer } from './media-peer.ts';
import { spatialLayersOf } from './sent-streams.ts';

/** How long a layer that nobody takes goes on: who pages back and forth wants it again. */
const LOWER_AFTER_MS = 2000;

/** What someone takes, or does not take now, of a producer. */
export interface Wish {
  readonly producerId: string;
  readonly isWanted: boolean;
  /** Null: as many as there are. */
  readonly spatialLayer: number | null;
}

/** By producer, the largest layer that anyone takes now; infinite where someone takes the largest there is. */
export function largestTaken(wishes: Iterable<Wish>): Map<string, number> {
  const taken = new Map<string, number>();
  for (const { producerId, isWanted, spatialLayer } of wishes) {
    if (!isWanted) continue;
    taken.set(producerId, Math.max(taken.get(producerId) ?? 0, spatialLayer ?? Number.POSITIVE_INFINITY));
  }
  return taken;
}

export interface LayerNews {
  /** Whose producer it is. */
  readonly connectionId: ConnectionId;
  readonly producerId: string;
  /** Null where nobody takes any. */
  readonly layer: number | null;
}

interface Told {
  layer: number | null;
  /** Since when less is wanted than was told. */
  lowerSinceMs: number | null;
}

/**
 * Decides what senders are told of what is taken of their pictures (dynacast): more at once, less after a while. A sender
 * that has been told nothing sends everything.
 */
export class WantedLayers {
  readonly #told = new Map<string, Told>();

  /** What each sender must be told now of its pictures; `wishes` are those of people on other nodes. */
  next(peers: Iterable<MediaPeer>, wishes: readonly Wish[], nowMs: number): LayerNews[] {
    const all = [...peers];
    const taken = largestTaken([...all.flatMap(({ takings }) => [...takings.values()]), ...wishes]);
    return all.flatMap(({ connectionId, producers }) =>
      [...producers.values()]
        .filter((producer) => producer.kind === 'video')
        .map(({ id: producerId, rtpParameters }) => {
          const largest = spatialLayersOf(rtpParameters.encodings) - 1;
          const most = taken.get(producerId);
          const layer = most === undefined ? null : Math.min(most, largest);
          return { connectionId, producerId, layer, largest };
        })
        .filter((news) => this.#isNews(news, nowMs)),
    );
  }

  forget(producerId: string): void {
    this.#told.delete(producerId);
  }

  #isNews({ producerId, layer, largest }: LayerNews & { largest: number }, nowMs: number): boolean {
    const told = this.#told.get(producerId) ?? { layer: largest, lowerSinceMs: null };
    this.#told.set(producerId, told);
    const isLower = rank(layer) < rank(told.layer);
    if (isLower) {
      told.lowerSinceMs ??= nowMs;
      if (nowMs - told.lowerSinceMs < LOWER_AFTER_MS) return false;
    }
    told.lowerSinceMs = null;
    if (layer === told.layer) return false;
    told.layer = layer;
    return true;
  }
}

function rank(layer: number | null): number {
  return layer ?? -1;
}
