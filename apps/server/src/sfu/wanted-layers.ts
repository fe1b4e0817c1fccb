import type { types } from 'mediasoup';
import type { MediaPeer, Taking } from './media-peer.ts';

/** How long a layer that nobody takes goes on: who pages back and forth wants it again. */
const LOWER_AFTER_MS = 2000;

/** The largest layer that anyone takes of a producer; null where nobody takes any. */
export function wantedLayer(producer: types.Producer, takings: Iterable<Taking>): number | null {
  const largest = Math.max(0, (producer.rtpParameters.encodings?.length ?? 1) - 1);
  let wanted: number | null = null;
  for (const { producerId, isWanted, spatialLayer } of takings) {
    if (producerId !== producer.id || !isWanted) continue;
    wanted = Math.max(wanted ?? 0, Math.min(spatialLayer ?? largest, largest));
  }
  return wanted;
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

  /** What `sender` must be told now of its pictures. */
  next(sender: MediaPeer, takings: readonly Taking[], nowMs: number): { producerId: string; layer: number | null }[] {
    const news = [];
    for (const producer of sender.producers.values()) {
      if (producer.kind !== 'video') continue;
      const layer = wantedLayer(producer, takings);
      if (this.#isNews(producer, layer, nowMs)) news.push({ producerId: producer.id, layer });
    }
    return news;
  }

  forget(producerId: string): void {
    this.#told.delete(producerId);
  }

  #isNews(producer: types.Producer, layer: number | null, nowMs: number): boolean {
    const largest = Math.max(0, (producer.rtpParameters.encodings?.length ?? 1) - 1);
    const told = this.#told.get(producer.id) ?? { layer: largest, lowerSinceMs: null };
    this.#told.set(producer.id, told);
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
