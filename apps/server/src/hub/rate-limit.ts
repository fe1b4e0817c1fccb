import type { ClientMessageType } from '@cline-meet/protocol';
import { type BucketShape, TokenBucket } from './token-bucket.ts';

/** What a message costs others: signalling goes to one peer, chat, reactions and controls to everyone. */
type RateClass = 'signaling' | 'chat' | 'reaction' | 'control';

const rateClasses: Record<ClientMessageType, RateClass> = {
  webrtc_offer: 'signaling',
  webrtc_answer: 'signaling',
  ice_candidate: 'signaling',
  ping: 'signaling',
  media_request: 'signaling',
  chat_message: 'chat',
  reaction: 'reaction',
  join_room: 'control',
  leave_room: 'control',
  mute_user: 'control',
  admit_user: 'control',
  screen_share: 'control',
  media_state: 'control',
  raise_hand: 'control',
  remove_user: 'control',
  room_settings: 'control',
  end_room: 'control',
  call_report: 'control',
};

/** A newcomer to a full mesh sends some 200 signals at once; a person types a message a second at most. */
const shapes: Record<RateClass, BucketShape> = {
  signaling: { burst: 600, perSecond: 100 },
  chat: { burst: 10, perSecond: 1 },
  reaction: { burst: 10, perSecond: 3 },
  control: { burst: 40, perSecond: 5 },
};

/** Before parsing: what all of the above may add up to. */
const frameShape: BucketShape = { burst: 650, perSecond: 110 };
/** How often a client may be told to slow down before it is closed. */
const refusalShape: BucketShape = { burst: 50, perSecond: 1 };
/** A newer client may send a few things that this server does not know. */
const garbageShape: BucketShape = { burst: 20, perSecond: 0.2 };

export type Verdict = { pass: true } | { pass: false; retryAfterMs: number; isFlood: boolean };

/** What one connection may send. */
export class RateLimit {
  readonly #classes: Record<RateClass, TokenBucket>;
  readonly #frames: TokenBucket;
  readonly #refusals: TokenBucket;
  readonly #garbage: TokenBucket;

  constructor(nowMs: number) {
    const bucket = (shape: BucketShape) => new TokenBucket(shape, nowMs);
    this.#classes = {
      signaling: bucket(shapes.signaling),
      chat: bucket(shapes.chat),
      reaction: bucket(shapes.reaction),
      control: bucket(shapes.control),
    };
    this.#frames = bucket(frameShape);
    this.#refusals = bucket(refusalShape);
    this.#garbage = bucket(garbageShape);
  }

  /** For each frame, before it is parsed. */
  frame(nowMs: number): Verdict {
    return this.#judge(this.#frames, nowMs);
  }

  /** For each message that was understood. */
  message(type: ClientMessageType, nowMs: number): Verdict {
    return this.#judge(this.#classes[rateClasses[type]], nowMs);
  }

  /** For each frame that was not understood: true where it was one too many. */
  isTooMuchGarbage(nowMs: number): boolean {
    return this.#garbage.take(nowMs) > 0;
  }

  #judge(bucket: TokenBucket, nowMs: number): Verdict {
    const retryAfterMs = bucket.take(nowMs);
    if (retryAfterMs === 0) return { pass: true };
    return { pass: false, retryAfterMs, isFlood: this.#refusals.take(nowMs) > 0 };
  }
}
