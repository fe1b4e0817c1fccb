import type {
  ClientMessageType,
  ClientPayload,
  ConnectionId,
  ErrorCode,
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

type Answer = ServerMessage<'ack' | 'error'>;

interface Pending {
  resolve: (ackSeq: number | undefined) => void;
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

  /** As {@link run} with an id of the caller's; resolves with the `seq` that the server acknowledges. */
  request<Type extends ClientMessageType>(
    id: MessageId,
    type: Type,
    payload: ClientPayload<Type>,
    target?: ConnectionId,
  ): Promise<number | undefined> {
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
    if (answer.type === 'ack') pending.resolve(answer.payload.seq);
    else pending.reject(new CommandFailed(answer.payload.code));
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
