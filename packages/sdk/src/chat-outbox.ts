import type { ChatEntry, MessageId } from '@cline-meet/protocol';
import { type CommandChannel, CommandFailed } from './command-channel.ts';
import { createMessageId } from './message-id.ts';
import { withDelivery, withPending, withStored } from './room-chat.ts';
import { type RoomView, selfOf } from './room-reducer.ts';
import type { ChatMessage } from './session-state.ts';

/** Where the chat that a person sees is kept. */
export interface ChatOwner {
  readonly view: RoomView;
  /** Inside, by a socket that is open as far as anyone knows. */
  canSend(): boolean;
  setChat(chat: readonly ChatMessage[]): void;
  refused(failure: CommandFailed): void;
}

/**
 * This client's messages on their way into the room's chat. One that a lost connection swallowed is sent again under
 * the same id, so that the room holds it once.
 */
export class ChatOutbox {
  readonly #commands: CommandChannel;
  readonly #owner: ChatOwner;
  readonly #now: () => number;
  /** What the room has not shown to be stored, in the order in which it was written. */
  readonly #unshown = new Map<MessageId, ChatEntry>();

  constructor(commands: CommandChannel, owner: ChatOwner, now: () => number) {
    this.#commands = commands;
    this.#owner = owner;
    this.#now = now;
  }

  send(text: string): void {
    const self = selfOf(this.#owner.view.state);
    const trimmed = text.trim();
    if (!self || trimmed === '') return;
    const { connectionId, userId, name } = self;
    const sentAt = new Date(this.#now()).toISOString();
    const entry = { messageId: createMessageId(), connectionId, userId, name, text: trimmed, sentAt };
    this.#owner.setChat(withPending(this.#owner.view.state.chat, entry));
    this.#deliver(entry);
  }

  retry(messageId: MessageId): void {
    const { chat } = this.#owner.view.state;
    const message = chat.find((each) => each.messageId === messageId && each.delivery === 'failed');
    if (!message) return;
    this.#owner.setChat(withDelivery(chat, message, 'pending'));
    this.#deliver(message);
  }

  /** The place in the room is back: what it does not show is sent again, in case that no answer came or the room is new. */
  resend(): void {
    this.#forgetShown();
    for (const entry of [...this.#unshown.values()]) {
      this.#owner.setChat(withDelivery(this.#owner.view.state.chat, entry, 'pending'));
      this.#deliver(entry);
    }
  }

  #forgetShown(): void {
    const { chat } = this.#owner.view.state;
    for (const { messageId } of [...this.#unshown.values()]) {
      const isUnsent = chat.some((each) => each.messageId === messageId && each.delivery !== 'sent');
      if (!isUnsent) this.#unshown.delete(messageId);
    }
  }

  #deliver(entry: ChatEntry): void {
    this.#unshown.set(entry.messageId, entry);
    if (!this.#owner.canSend()) return;
    this.#commands.request(entry.messageId, 'chat_message', { text: entry.text }).then(
      (seq) => this.#acknowledged(entry, seq),
      (error: unknown) => this.#failed(entry, error),
    );
  }

  /**
   * The event that stored it shows it as sent; only where that is past already does nothing else tell. Until then it
   * counts as unsent: a server may lose the room between its answer and the event.
   */
  #acknowledged(entry: ChatEntry, seq: number | undefined): void {
    const { state, position } = this.#owner.view;
    if (seq === undefined || (position && seq <= position.seq)) {
      this.#owner.setChat(withStored(state.chat, entry));
    }
    this.#forgetShown();
  }

  #failed(entry: ChatEntry, error: unknown): void {
    const failure = error instanceof CommandFailed ? error : new CommandFailed('internal');
    // Whether it was stored only sending it again can tell, under its id and over the next connection.
    const isUncertain = failure.code === 'unavailable';
    if (isUncertain && !this.#owner.canSend()) return;
    if (!isUncertain) this.#unshown.delete(entry.messageId);
    this.#owner.setChat(withDelivery(this.#owner.view.state.chat, entry, 'failed'));
    this.#owner.refused(failure);
  }
}
