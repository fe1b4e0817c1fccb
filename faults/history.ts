import { type ChatEntry, isRoomEvent, type ServerMessage } from '@cline-meet/protocol';
import type { TraceEntry } from './recorded-socket.ts';

export interface Position {
  readonly epoch: string;
  readonly seq: number;
}

export interface Acknowledged {
  readonly id: string;
  readonly text: string;
  readonly epoch: string | null;
  readonly seq: number | undefined;
}

/** A room as one client was shown it at one moment. */
interface Shown extends Position {
  readonly by: string;
  readonly chat: readonly ChatEntry[];
}

/** What one stay tells of the room, and what about it broke a promise of the protocol. */
export interface Account {
  readonly position: Position | null;
  readonly acknowledged: readonly Acknowledged[];
}

/**
 * The history of one room, put together from what each of its clients was sent. A promise that was broken is noted in
 * {@link broken}: a gap, a repetition, an event that two clients saw differently, a message acknowledged and lost.
 */
export class History {
  readonly broken: string[] = [];
  /** By epoch and seq, as the first who received it did. */
  readonly #events = new Map<string, { by: string; text: string; message: ServerMessage & { seq: number } }>();
  readonly #shown: Shown[] = [];
  readonly #epochs = new Set<string>();

  get epochs(): number {
    return this.#epochs.size;
  }

  /** Follows one stay from its beginning to its end. */
  follow(by: string, trace: readonly TraceEntry[]): Account {
    const walk = new Walk(by, this);
    for (const entry of trace) walk.take(entry);
    return walk;
  }

  /** After all are followed: whether each snapshot holds what was said before it. */
  checkSnapshots(): void {
    for (const { by, epoch, seq, chat } of this.#shown) {
      const said = this.#chatOf(epoch)
        .filter((message) => message.seq <= seq)
        .map(({ payload }) => payload.text);
      // What nobody received can have been said as well.
      const shown = chat.map(({ text }) => text).filter((text) => said.includes(text));
      if (said.join('|') !== shown.join('|'))
        this.note(by, `was shown ${shown.join('|')} at ${seq}, not ${said.join('|')}`);
    }
  }

  /** Whether what was acknowledged stands in the history where the acknowledgement says. */
  checkAcknowledged(by: string, { id, epoch, seq }: Acknowledged, last: Position): void {
    if (epoch !== last.epoch || seq === undefined) return;
    const event = this.#events.get(keyOf({ epoch, seq }))?.message;
    const isThere = event?.type === 'chat_message' && event.payload.messageId === id;
    if (!isThere && !this.#isShown(id, epoch)) this.note(by, `lost ${id}, acknowledged as ${seq}`);
  }

  /** Everything said in an epoch that anyone received, in its order. */
  chatTexts(epoch: string): string[] {
    return this.#chatOf(epoch).map(({ payload }) => payload.text);
  }

  note(by: string, what: string): void {
    this.broken.push(`${by} ${what}`);
  }

  received(by: string, epoch: string, event: ServerMessage & { seq: number }): void {
    const key = keyOf({ epoch, seq: event.seq });
    const text = JSON.stringify(event);
    const known = this.#events.get(key);
    if (!known) this.#events.set(key, { by, text, message: event });
    else if (known.text !== text) this.note(by, `received ${event.seq} as ${text}, and ${known.by} as ${known.text}`);
  }

  shown(shown: Shown): void {
    this.#epochs.add(shown.epoch);
    this.#shown.push(shown);
  }

  #isShown(id: string, epoch: string): boolean {
    return this.#shown.some((each) => each.epoch === epoch && each.chat.some(({ messageId }) => messageId === id));
  }

  #chatOf(epoch: string) {
    return [...this.#events]
      .filter(([key]) => key.startsWith(`${epoch}/`))
      .map(([, { message }]) => message)
      .filter((message): message is ServerMessage<'chat_message'> => message.type === 'chat_message')
      .sort((one, other) => one.seq - other.seq);
  }
}

/** One client's way through the history: each event must be the next one. */
class Walk implements Account {
  position: Position | null = null;
  readonly acknowledged: Acknowledged[] = [];
  readonly #by: string;
  readonly #history: History;
  readonly #said = new Map<string, string>();
  /** On this socket. */
  #isWelcome = false;

  constructor(by: string, history: History) {
    this.#by = by;
    this.#history = history;
  }

  take(entry: TraceEntry): void {
    if (entry.kind === 'opened') this.#isWelcome = false;
    else if (entry.kind === 'said') this.#said.set(entry.id, entry.text);
    else if (entry.kind === 'unreadable') this.#note(`received what no schema fits: ${entry.frame}`);
    else if (entry.kind === 'received') this.#receive(entry.message);
  }

  #receive(message: ServerMessage): void {
    if (isRoomEvent(message)) this.#event(message);
    else if (message.type === 'room_joined') this.#joined(message);
    else if (message.type === 'room_resumed') this.#resumed(message);
    else if (message.type === 'room_waiting') this.position = null;
    else if (message.type === 'ack') this.#acknowledgement(message);
  }

  #joined({ payload: { epoch, seq, chat } }: ServerMessage<'room_joined'>): void {
    if (this.position?.epoch === epoch && seq < this.position.seq) {
      this.#note(`was at ${this.position.seq} and shown the room as of ${seq}`);
    }
    this.position = { epoch, seq };
    this.#isWelcome = true;
    this.#history.shown({ by: this.#by, epoch, seq, chat });
  }

  #resumed({ payload: { epoch, seq } }: ServerMessage<'room_resumed'>): void {
    const { position } = this;
    if (position?.epoch !== epoch || position.seq !== seq) {
      this.#note(`came back at ${JSON.stringify(position)} and was told of ${epoch}/${seq}`);
    }
    this.#isWelcome = true;
  }

  #event(event: ServerMessage & { seq: number }): void {
    const { position } = this;
    if (!position || !this.#isWelcome) {
      this.#note(`received ${event.type} ${event.seq} before any welcome`);
      return;
    }
    if (event.seq !== position.seq + 1) this.#note(`received ${event.type} ${event.seq} after ${position.seq}`);
    this.position = { ...position, seq: event.seq };
    this.#history.received(this.#by, position.epoch, event);
  }

  #acknowledgement({ id, payload }: ServerMessage<'ack'>): void {
    const text = id === undefined ? undefined : this.#said.get(id);
    if (id === undefined || text === undefined) return;
    this.acknowledged.push({ id, text, epoch: this.position?.epoch ?? null, seq: payload.seq });
  }

  #note(what: string): void {
    this.#history.note(this.#by, what);
  }
}

function keyOf({ epoch, seq }: Position): string {
  return `${epoch}/${seq}`;
}
