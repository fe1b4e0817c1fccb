import type {
  ClientMessageType,
  ClientPayload,
  ConnectionId,
  ErrorCode,
  MediaAction,
  MediaActionName,
  MediaAnswer,
  MediaTopology,
  MessageId,
  ServerMessage,
} from '@cline-meet/protocol';
import { createMessageId } from './message-id.ts';
import type { TimerId, Timers } from './timers.ts';

/** A command that was not done. `unavailable`: the connection was lost, or no answer came. */
export class CommandFailed extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode) {
    super(code);
    this.name = 'CommandFailed';
    this.code = code;
  }
}

/** Sends a command; resolves once the server has done it. */
export type Run = <Type extends ClientMessageType>(
  type: Type,
  payload: ClientPayload<Type>,
  target?: ConnectionId,
) => Promise<void>;

/** Puts a message on the wire; false where there is no open connection to a place in the room. */
export type Send = <Type extends ClientMessageType>(
  type: Type,
  payload: ClientPayload<Type>,
  envelope?: { id?: MessageId; targetConnectionId?: ConnectionId },
) => boolean;

/** Asks the media node of an arrangement of the room's media. Rejects with {@link CommandFailed}. */
export type RequestMedia = <Name extends MediaActionName>(
  topologyId: MediaTopology['id'],
  action: Extract<MediaAction, { action: Name }>,
) => Promise<MediaAnswer<Name>>;

type Answer = ServerMessage<'ack' | 'media_answer' | 'error'>;
type Success = Exclude<Answer, ServerMessage<'error'>>;

interface Pending {
  resolve: (answer: Success) => void;
  reject: (error: CommandFailed) => void;
  timer: TimerId;
}

const ANSWER_TIMEOUT_MS = 10_000;

/** Matches commands with their answers by id. */
export class CommandChannel {
  readonly #send: Send;
  readonly #timers: Timers;
  readonly #pending = new Map<MessageId, Pending>();

  constructor(send: Send, timers: Timers) {
    this.#send = send;
    this.#timers = timers;
  }

  /** Rejects with {@link CommandFailed}. A command is sent at most once: whether a lost one was done is not known. */
  run: Run = async (type, payload, target) => {
    await this.request(createMessageId(), type, payload, target);
  };

  requestMedia: RequestMedia = async (topologyId, action) => {
    const answer = await this.#request(createMessageId(), 'media_request', { topologyId, request: action });
    const isFitting = answer.type === 'media_answer' && answer.payload.answer.action === action.action;
    if (!isFitting) throw new CommandFailed('internal');
    // The answer to an action has its name: TypeScript does not follow the pair through the union.
    return answer.payload.answer as MediaAnswer<typeof action.action>;
  };

  /** As {@link run} with an id of the caller's; resolves with the `seq` that the server acknowledges. */
  async request<Type extends ClientMessageType>(
    id: MessageId,
    type: Type,
    payload: ClientPayload<Type>,
    target?: ConnectionId,
  ): Promise<number | undefined> {
    const answer = await this.#request(id, type, payload, target);
    return answer.type === 'ack' ? answer.payload.seq : undefined;
  }

  #request<Type extends ClientMessageType>(
    id: MessageId,
    type: Type,
    payload: ClientPayload<Type>,
    target?: ConnectionId,
  ): Promise<Success> {
    return new Promise((resolve, reject) => {
      const timer = this.#timers.setTimeout(() => this.#settle(id)?.reject(lost()), ANSWER_TIMEOUT_MS);
      this.#pending.set(id, { resolve, reject, timer });
      const envelope = target ? { id, targetConnectionId: target } : { id };
      if (!this.#send(type, payload, envelope)) this.#settle(id)?.reject(lost());
    });
  }

  /** Settles the command that `answer` quotes; false where it quotes none. */
  answered(answer: Answer): boolean {
    const pending = answer.id === undefined ? undefined : this.#settle(answer.id);
    if (!pending) return false;
    if (answer.type === 'error') pending.reject(new CommandFailed(answer.payload.code));
    else pending.resolve(answer);
    return true;
  }

  /** The socket is gone, and with it the answers. */
  connectionLost(): void {
    for (const id of [...this.#pending.keys()]) this.#settle(id)?.reject(lost());
  }

  #settle(id: MessageId): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (pending) this.#timers.clearTimeout(pending.timer);
    return pending;
  }
}

function lost(): CommandFailed {
  return new CommandFailed('unavailable');
}
