import type { ConnectionId, MediaSource, MessageId, ReactionEmoji, RoomSettings } from '@cline-meet/protocol';
import type { LinkQualities } from './link-quality.ts';
import type { Views } from './media-client.ts';
import { SessionCore } from './session-core.ts';
import type { RoomSessionOptions } from './session-options.ts';
import type { RemoteMedia, RoomState, SavedPlace, SessionEvent } from './session-state.ts';

/**
 * One tab's stay in one room, from the first ticket to the end: it enters, waits, reconnects and comes back as itself.
 * Commands reject with a `CommandFailed`, and a `command_failed` event tells of it as well.
 */
export class RoomSession {
  readonly #core: SessionCore;

  constructor(options: RoomSessionOptions) {
    this.#core = new SessionCore(options);
  }

  /** A new object on each change, never mutated. */
  get state(): RoomState {
    return this.#core.store.state;
  }

  /** What the others send. A new map on each change. */
  get remoteMedia(): ReadonlyMap<ConnectionId, RemoteMedia> {
    return this.#core.media.remote;
  }

  /**
   * Who was heard last, by a media node's levels, the dominant speaker first. A new list on each change; empty in a mesh,
   * where each client hears for itself.
   */
  get speakers(): readonly ConnectionId[] {
    return this.#core.media.speakers;
  }

  /** How well media comes through, from each of the others and from here. A new object on each change. */
  get linkQualities(): LinkQualities {
    return this.#core.call.links;
  }

  /** What a reloaded page needs to come back as this participant; null where there is no place to come back to. */
  get savedPlace(): SavedPlace | null {
    return this.#core.connection.place;
  }

  /** Calls `listener` after each change of {@link state} and of the other properties; returns the way to stop it. */
  subscribe(listener: () => void): () => void {
    return this.#core.store.subscribe(listener);
  }

  /** Calls `listener` for what happens and passes; returns the way to stop it. */
  onEvent(listener: (event: SessionEvent) => void): () => void {
    return this.#core.store.onEvent(listener);
  }

  /** Starts to enter; what comes of it is seen in `state.phase`. Does nothing the second time. */
  join(): void {
    this.#core.join();
  }

  /** Gives the place up. The phase is `closed` at once; the socket lingers a moment so that the server hears of it. */
  leave(): void {
    this.#core.ended('left');
  }

  /** Tries to reconnect now, or finds out now whether an open connection still carries. */
  reconnectNow(): void {
    this.#core.connection.tryNow();
  }

  /** Shows the message at once and sends it, again after a reconnect. Empty text, or none being inside, does nothing. */
  sendChat(text: string): void {
    this.#core.chat.send(text);
  }

  /** Sends a `failed` message again, as the same message. */
  retryChat(messageId: MessageId): void {
    this.#core.chat.retry(messageId);
  }

  /**
   * Sends `track` as `source` to everyone, or with null stops it, and says so to the room. Before entering and while
   * reconnecting it is kept and told later. Rejects where the room refuses it.
   */
  publish(source: MediaSource, track: MediaStreamTrack | null): Promise<void> {
    return this.#core.publish(source, track);
  }

  /**
   * Says how wide each picture of the others is on the screen, in device pixels: what is not named need not be sent to
   * this client. Until the first call nothing is known of the screen.
   */
  show(views: Views): void {
    this.#core.media.show(views);
  }

  raiseHand(raised: boolean): Promise<void> {
    return this.#core.run('raise_hand', { raised });
  }

  /** Shows an emoji to everyone inside for a moment; it comes back as a `reacted` event to the sender too. */
  react(emoji: ReactionEmoji): Promise<void> {
    return this.#core.run('reaction', { emoji });
  }

  /** Host: turns one participant's microphone off. */
  mute(connectionId: ConnectionId): Promise<void> {
    return this.#core.run('mute_user', { scope: 'participant' }, connectionId);
  }

  /** Host: turns every other microphone off. */
  muteEveryone(): Promise<void> {
    return this.#core.run('mute_user', { scope: 'everyone' });
  }

  /** Host: puts the person out, from all their tabs. */
  remove(connectionId: ConnectionId): Promise<void> {
    return this.#core.run('remove_user', {}, connectionId);
  }

  /** Host: lets one who waits, or all, in. */
  admit(who: ConnectionId | 'everyone'): Promise<void> {
    return this.#decide(who, 'admit');
  }

  /** Host: turns one who waits, or all, away. */
  deny(who: ConnectionId | 'everyone'): Promise<void> {
    return this.#decide(who, 'deny');
  }

  /** Host: changes the given settings and leaves the others. */
  changeSettings(change: Partial<RoomSettings>): Promise<void> {
    return this.#core.run('room_settings', change);
  }

  /** Host: ends the meeting for all. */
  endRoom(): Promise<void> {
    return this.#core.run('end_room', {});
  }

  #decide(who: ConnectionId | 'everyone', decision: 'admit' | 'deny'): Promise<void> {
    if (who === 'everyone') return this.#core.run('admit_user', { scope: 'everyone', decision });
    return this.#core.run('admit_user', { scope: 'participant', decision }, who);
  }
}
