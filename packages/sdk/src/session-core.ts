import type { CloseName, ErrorCode, MediaSource, RoomId, ServerMessage } from '@cline-meet/protocol';
import { CallWatch } from './call-watch.ts';
import { ChatOutbox, type ChatOwner } from './chat-outbox.ts';
import { CommandChannel, CommandFailed, type Run, type Send } from './command-channel.ts';
import { readFrame } from './frame-reader.ts';
import { MediaAnnouncer } from './media-announcer.ts';
import { mediaFactory } from './media-factory.ts';
import { MediaLink } from './media-link.ts';
import { OwnMedia } from './own-media.ts';
import { type Applied, applyMessage, selfOf, skipEvent } from './room-reducer.ts';
import { SessionConnection } from './session-connection.ts';
import { eventsOf } from './session-events.ts';
import type { RoomSessionOptions } from './session-options.ts';
import type { SessionEvent } from './session-state.ts';
import { SessionStore } from './session-store.ts';
import { platformTimers } from './timers.ts';
import { commandFailed, toldCommands } from './told-commands.ts';

type Arrival = ServerMessage<'room_joined' | 'room_resumed'>;

/** What a room session does with what the server says: the state follows, media follows, and the person is told. */
export class SessionCore {
  readonly store = new SessionStore();
  readonly commands: CommandChannel;
  /** A command whose failure is told by an event too. */
  readonly run: Run;
  readonly chat: ChatOutbox;
  readonly media: MediaLink;
  readonly connection: SessionConnection;
  readonly call: CallWatch;
  readonly #own: OwnMedia;
  readonly #roomId: RoomId;
  readonly #network: RoomSessionOptions['network'];
  /** The last of the events that are being replayed; null while none are. */
  #replayingUpTo: number | null = null;

  constructor(options: RoomSessionOptions) {
    const { timers = platformTimers, now = Date.now } = options;
    this.#roomId = options.roomId;
    this.#network = options.network === undefined ? browserWindow() : options.network;
    this.connection = new SessionConnection(options, {
      position: () => this.store.view.position,
      media: (by) => this.#own.entering(by),
      received: (frame) => this.#received(frame),
      lost: (attempt, retryAt) => this.#lost(attempt, retryAt),
      ended: (reason) => this.ended(reason),
    });
    this.commands = new CommandChannel(this.#send, timers);
    const tell = (events: SessionEvent[]) => this.store.emit(events);
    this.run = toldCommands(this.commands.run, tell);
    // An announcement that is lost is made good for when the place is back: no failure to tell a person of.
    const announce = toldCommands(this.commands.run, tell, ['unavailable']);
    this.media = new MediaLink({
      create: mediaFactory(options, this.#send, this.commands.requestMedia),
      createCipher: options.createCipher ?? null,
      timers,
      changed: () => {
        this.call.flowing();
        this.store.changed();
      },
      switched: (news) => tell([{ type: 'media_switch', ...news }]),
    });
    this.call = new CallWatch(this.media, timers, now, () => this.store.changed());
    this.#own = new OwnMedia(this.media, new MediaAnnouncer(options.media, announce), () =>
      tell([{ type: 'own_screen_share_ended' }]),
    );
    this.chat = new ChatOutbox(this.commands, this.#chatOwner(), now);
  }

  join(): void {
    if (this.store.phase !== 'idle') return;
    this.store.setPhase({ name: 'joining' });
    this.#network?.addEventListener('online', this.#online);
    this.#network?.addEventListener('pagehide', this.#report);
    this.call.begin();
    this.connection.open();
    this.store.changed();
  }

  /** The network may have changed under the socket and the peers alike. */
  #online = (): void => {
    this.connection.tryNow();
    this.media.restartIce();
  };

  /** Once, while there is a socket to tell it by: before leaving, and before a page goes that may not come back. */
  #report = (): void => {
    const report = this.call.end();
    if (report) this.#send('call_report', report);
  };

  async publish(source: MediaSource, track: MediaStreamTrack | null): Promise<void> {
    if (this.store.phase === 'closed') throw new CommandFailed('not_joined');
    await this.#own.publish(source, track);
  }

  /** Closed for good, by the server or by the person; the second time does nothing. */
  ended(reason: CloseName | ErrorCode): void {
    if (this.store.phase === 'closed') return;
    this.#report();
    this.store.setPhase({ name: 'closed', reason });
    this.commands.connectionLost();
    if (reason === 'left') this.connection.leave();
    else this.connection.close();
    this.#own.close();
    this.#network?.removeEventListener('online', this.#online);
    this.#network?.removeEventListener('pagehide', this.#report);
    this.store.changed();
  }

  #send: Send = (type, payload, envelope) =>
    this.store.phase === 'joined' && this.connection.send(type, payload, envelope);

  #lost(attempt: number, retryAt: number): void {
    this.#replayingUpTo = null;
    this.store.setPhase({ name: 'reconnecting', attempt, retryAt });
    this.#own.away();
    this.commands.connectionLost();
    this.store.changed();
  }

  #received(text: string): void {
    const frame = readFrame(text, this.#roomId);
    if (frame.kind === 'message') this.#handle(frame.message);
    else if (frame.kind === 'unreadable_event') this.#take(skipEvent(this.store.view, frame.seq), []);
  }

  #handle(message: ServerMessage): void {
    switch (message.type) {
      case 'webrtc_offer':
      case 'webrtc_answer':
      case 'ice_candidate':
        this.media.receive(message);
        return;
      case 'ice_servers':
        this.media.configureIce(message.payload);
        return;
      case 'media_news':
        this.media.newsReceived(message);
        return;
      case 'ack':
      case 'media_answer':
        this.commands.answered(message);
        return;
      case 'error':
        if (!this.commands.answered(message) && this.store.phase !== 'joined') {
          this.connection.refused(message.payload);
        }
        return;
      case 'pong':
        this.connection.answered(message.id);
        return;
      case 'move':
        this.connection.move(message.payload.delayMs);
        return;
      case 'room_waiting':
        // Let in by the former socket while a new one was taken to the waiting room: the new one brings that next.
        if (this.store.phase === 'joined') this.#entered(message);
        else this.#apply(message);
        return;
      default:
        this.#apply(message);
    }
  }

  #apply(message: ServerMessage): void {
    const before = this.store.view;
    const applied = applyMessage(before, message);
    this.#take(applied, eventsOf(before.state, message), () => this.#follow(message, before.position !== null));
  }

  /** Takes a new view over, with all that depends on it, before anybody hears of it. */
  #take({ outcome, view }: Applied, events: SessionEvent[], follow: () => SessionEvent[] = () => []): void {
    const before = this.store.view;
    if (outcome === 'gap') this.connection.fetchMissing(before.position?.seq ?? 0);
    if (outcome !== 'applied') return;
    this.store.replace(view);
    const self = selfOf(view.state);
    if (self && self !== selfOf(before.state)) this.#own.recorded(self);
    const later = [...follow(), ...this.#replayed()];
    if (view.state.participants !== before.state.participants) this.media.setParticipants(view.state.participants);
    if (this.store.state !== before.state) this.store.changed();
    this.store.emit([...events, ...later]);
  }

  #follow(message: ServerMessage, wasInside: boolean): SessionEvent[] {
    switch (message.type) {
      case 'room_joined':
        if (!wasInside && message.payload.participants.length === 1) this.call.arrivedAlone();
        this.#takePlace(message);
        return this.#arrived(wasInside, message.payload.resync || wasInside);
      case 'room_resumed':
        this.#takePlace(message);
        // A planned move: this client was never away, and what follows are events like any others.
        if (this.store.phase === 'joined') return [];
        this.#replayingUpTo = message.payload.seq + message.payload.replayed;
        return [];
      case 'room_waiting':
        this.#entered(message);
        this.#own.away();
        this.media.close();
        this.store.setPhase({ name: 'waiting' });
        return [];
      case 'media_topology':
        this.media.arrange(message.payload);
        return [];
      case 'admit_user':
        if (message.payload.decision === 'deny') this.ended('notAdmitted');
        return [];
      case 'mute_user':
        if (message.payload.connectionIds.some((id) => id === this.store.state.selfId)) this.#own.muted();
        return [];
      default:
        return [];
    }
  }

  #takePlace(message: Arrival): void {
    this.#entered(message);
    const { connectionId, iceServers, iceTransportPolicy } = message.payload;
    // Replayed events may arrange it anew at once.
    const { room } = this.store.state;
    if (room) this.media.enter(connectionId, { iceServers, iceTransportPolicy }, room);
  }

  #entered({ payload: { connectionId, resumeToken } }: Arrival | ServerMessage<'room_waiting'>): void {
    this.connection.entered(connectionId, resumeToken);
  }

  #replayed(): SessionEvent[] {
    const { position } = this.store.view;
    if (this.#replayingUpTo === null || !position || position.seq < this.#replayingUpTo) return [];
    return this.#arrived(true, false);
  }

  /** Inside, and up to date. */
  #arrived(isReturn: boolean, missedEvents: boolean): SessionEvent[] {
    this.#replayingUpTo = null;
    this.store.setPhase({ name: 'joined' });
    const self = selfOf(this.store.state);
    if (self) this.#own.entered(self);
    this.chat.resend();
    if (!isReturn) return [];
    this.media.restartIce();
    return [{ type: 'reconnected', missedEvents }];
  }

  #chatOwner(): ChatOwner {
    const { store } = this;
    return {
      get view() {
        return store.view;
      },
      canSend: () => store.phase === 'joined' && this.connection.isOpen,
      setChat: (chat) => store.setChat(chat),
      refused: (failure) => store.emit([commandFailed('chat_message', failure)]),
    };
  }
}

/** Null outside of browsers: Node has no such events. */
function browserWindow(): RoomSessionOptions['network'] {
  return typeof addEventListener === 'function' ? globalThis : null;
}
