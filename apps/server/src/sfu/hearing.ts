import type { ConnectionId } from '@cline-meet/protocol';
import type { types } from 'mediasoup';
import type { MediaPeer, Taking } from './media-peer.ts';
import type { MediaSender } from './media-sender.ts';
import type { RoomRecord } from './room-record.ts';
import { Speakers } from './speakers.ts';

/** In rooms larger than this only the loudest are heard. */
const EVERYONE_HEARD = 20;

export interface HearingContext {
  readonly record: Pick<RoomRecord, 'size'>;
  readonly peers: Iterable<MediaPeer>;
  /** Told who speaks, the dominant speaker first. */
  readonly speaking: (loudest: ConnectionId[]) => void;
  /** A stream could not be changed. */
  readonly failed: (error: unknown) => void;
}

/** Lets streams flow to who wants them: pictures always, microphones where everyone is heard or who speaks is loud. */
export class Hearing {
  readonly #context: HearingContext;
  readonly #speakers: Speakers;
  /** Whether only the loudest were heard when the record was last looked at. */
  #wasSelective = false;

  constructor(context: HearingContext) {
    this.#context = context;
    this.#speakers = new Speakers(() => this.#speakersChanged());
  }

  listenTo(microphone: types.Producer, { connectionId, router }: MediaSender): Promise<void> {
    return this.#speakers.listenTo(microphone, connectionId, router.router);
  }

  forget(connectionId: ConnectionId): void {
    this.#speakers.forget(connectionId);
  }

  /** Lets a stream flow, or not, as its receiver and the room want it. */
  async apply(taking: Taking): Promise<void> {
    const { consumer, isWanted, spatialLayer } = taking;
    if (consumer.closed) return;
    const hasLayers = consumer.type === 'simulcast' || consumer.type === 'svc';
    if (hasLayers && spatialLayer !== null && consumer.preferredLayers?.spatialLayer !== spatialLayer) {
      await consumer.setPreferredLayers({ spatialLayer });
    }
    // mediasoup asks for a keyframe by itself when a picture goes on.
    await taking.flow.set(isWanted && this.#isHeard(taking));
  }

  /** Looks whether the room has grown past hearing everyone, or is small again. */
  follow(): void {
    const isSelective = this.#isSelective;
    if (isSelective !== this.#wasSelective) this.#applyMicrophones();
    this.#wasSelective = isSelective;
  }

  get #isSelective(): boolean {
    return this.#context.record.size > EVERYONE_HEARD;
  }

  #isHeard({ source, from }: Taking): boolean {
    return source !== 'microphone' || !this.#isSelective || this.#speakers.loudest.includes(from);
  }

  #speakersChanged(): void {
    this.#context.speaking(this.#speakers.loudest);
    this.#applyMicrophones();
  }

  #applyMicrophones(): void {
    for (const peer of this.#context.peers) {
      for (const taking of peer.takings.values()) {
        if (taking.source === 'microphone') void this.apply(taking).catch(this.#context.failed);
      }
    }
  }
}
