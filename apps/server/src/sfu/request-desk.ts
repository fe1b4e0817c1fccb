import { type ConnectionId, type ErrorCode, errorMeanings } from '@cline-meet/protocol';
import type { RoomContext } from '../room/context.ts';
import type { MediaRequest } from '../room/media-nodes.ts';
import { Refused } from '../room/model.ts';
import { act } from './media-actions.ts';
import type { MediaRooms } from './media-rooms.ts';
import type { SfuMetrics } from './sfu-metrics.ts';
import { tellParticipant } from './tell-participant.ts';

export interface RequestDeskContext extends Pick<RoomContext, 'bus' | 'clock' | 'log'> {
  readonly rooms: Pick<MediaRooms, 'at'>;
  /** Whether this node sends so many streams more. */
  readonly mayAdd: (consumers: number) => boolean;
  readonly metrics: Pick<SfuMetrics, 'requests'>;
}

/** Does what participants ask, each one's requests one after the other, and answers by the bus. */
export class RequestDesk {
  readonly #context: RequestDeskContext;
  readonly #turns = new Map<ConnectionId, Promise<void>>();

  constructor(context: RequestDeskContext) {
    this.#context = context;
  }

  take(request: MediaRequest): void {
    const { connectionId } = request;
    const turn = (this.#turns.get(connectionId) ?? Promise.resolve()).then(() => this.#answer(request));
    this.#turns.set(connectionId, turn);
    void turn.then(() => {
      if (this.#turns.get(connectionId) === turn) this.#turns.delete(connectionId);
    });
  }

  async #answer(request: MediaRequest): Promise<void> {
    const { roomId, connectionId, id, action } = request;
    let outcome: ErrorCode | 'done' = 'done';
    try {
      const answer = await this.#do(request);
      await tellParticipant(this.#context, roomId, connectionId, { type: 'media_answer', id, payload: { answer } });
    } catch (error) {
      outcome = codeOf(error);
      if (outcome === 'internal')
        this.#context.log.error({ err: error, roomId, action: action.action }, 'media failed');
      const payload = { code: outcome, message: errorMeanings[outcome] };
      await tellParticipant(this.#context, roomId, connectionId, { type: 'error', id, payload });
    }
    this.#context.metrics.requests.inc({ action: action.action, outcome });
  }

  async #do({ roomId, topologyId, connectionId, action }: MediaRequest) {
    const { rooms, mayAdd } = this.#context;
    const room = await rooms.at(roomId, topologyId);
    if (!room) throw new Refused('media_stale');
    const peer = await room.peers.take(connectionId, action.action === 'describe');
    return act({ room, peer, mayAdd }, action);
  }
}

/** What mediasoup throws, in the words of the protocol. */
function codeOf(error: unknown): ErrorCode {
  if (error instanceof Refused) return error.code;
  if (!(error instanceof Error)) return 'internal';
  if (error.name === 'TypeError' || error.name === 'UnsupportedError') return 'invalid_message';
  return error.name === 'InvalidStateError' ? 'media_stale' : 'internal';
}
