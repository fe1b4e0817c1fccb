import type { JoinTicket } from '@cline-meet/protocol';
import {
  CommandFailed,
  RoomSession,
  type RoomSessionOptions,
  type SessionEvent,
  type SessionPhase,
} from '@cline-meet/sdk';
import { BotSockets, type SocketSurroundings } from './bot-socket.ts';
import { lookAtOthers } from './eyes.ts';
import { GatewayClient, GatewayRefusal } from './gateway-client.ts';
import { politely } from './polite.ts';
import { Presence, type PresenceSurroundings } from './presence.ts';
import { SampleSignals } from './sample-signals.ts';
import { type TicketSurroundings, Tickets } from './tickets.ts';

/** Where a bot lives. `now` is in milliseconds, since a moment that all bots of this process share. */
export interface BotSurroundings extends SocketSurroundings, PresenceSurroundings, TicketSurroundings {
  readonly gateway: URL;
  /** Whether it says what a mesh of browsers says. */
  readonly signals: boolean;
  /** Null: no media is sent. */
  readonly openMedia: OpenMedia | null;
  readonly random: () => number;
}

/** What bots with media send: voices, or voices and pictures. */
export type MediaKinds = 'audio' | 'video';

/** Begins to make media, for one stay in a room. */
export type OpenMedia = () => {
  /** The microphone first. */
  readonly tracks: readonly { source: 'microphone' | 'camera'; track: MediaStreamTrack }[];
  /** What it goes over, in a mesh and by a media node. */
  readonly connections: Required<Pick<RoomSessionOptions, 'createPeerConnection' | 'loadDevice'>>;
  close(): void;
};

export interface BotRoom {
  readonly number: number;
  /** Empty until its host has made it. */
  code: string;
  /** The host first. */
  readonly bots: Bot[];
}

/** What people write. */
const WORDS = 'Shall we look at the figures of last week once more?';

/** Someone in a meeting: a session of the sdk over a real socket, and what it measures. */
export class Bot {
  readonly #room: BotRoom;
  readonly #at: BotSurroundings;
  readonly #gateway: GatewayClient;
  readonly #tickets: Tickets;
  readonly #sockets: BotSockets;
  readonly #presence: Presence;
  #session: RoomSession | null = null;
  #media: ReturnType<OpenMedia> | null = null;
  #isComing = false;
  #isRaised = false;
  #isHeard = false;

  /** `localAddress` null: that of the machine. */
  constructor(room: BotRoom, localAddress: string | null, at: BotSurroundings) {
    this.#room = room;
    this.#at = at;
    this.#gateway = new GatewayClient(at.gateway, localAddress);
    this.#tickets = new Tickets(this.#gateway, at);
    this.#sockets = new BotSockets(at, room.number, localAddress);
    this.#presence = new Presence(at);
  }

  get isInside(): boolean {
    return this.#presence.isInside;
  }

  async signIn(name: string): Promise<void> {
    await politely(() => this.#gateway.signIn(name), this.#at.delay);
  }

  async createRoom(): Promise<void> {
    this.#room.code = (await politely(() => this.#gateway.createRoom(false), this.#at.delay)).code;
  }

  /** Gets a ticket before it is needed. What fails is counted, and tried again by {@link join}. */
  async prepare(): Promise<JoinTicket | null> {
    try {
      return await this.#tickets.look(this.#room.code);
    } catch (error) {
      this.#at.recorder.failed(`ticket: ${error instanceof GatewayRefusal ? error.code : 'no answer'}`);
      return null;
    }
  }

  /** Comes in, due at `dueMs`. Does nothing where it is in, or on the way. */
  async join(dueMs: number): Promise<void> {
    if (this.#session || this.#isComing) return;
    this.#isComing = true;
    this.#presence.due(dueMs);
    const ticket = await this.prepare();
    if (ticket && this.#isComing) this.#session = this.#open(ticket.roomId);
    this.#isComing = false;
  }

  leave(): void {
    if (!this.#inside()) return;
    this.#at.recorder.count('left');
    this.close();
  }

  chat(dueMs: number): void {
    const session = this.#inside();
    if (!session) return;
    this.#at.recorder.count('said');
    this.#at.recorder.count('expected', this.#room.bots.filter((bot) => bot !== this && bot.isInside).length);
    session.sendChat(`${dueMs} ${WORDS}`);
  }

  raiseHand(dueMs: number): void {
    const session = this.#inside();
    if (!session) return;
    this.#isRaised = !this.#isRaised;
    this.#command(dueMs, session.raiseHand(this.#isRaised));
  }

  react(dueMs: number): void {
    const session = this.#inside();
    if (session) this.#command(dueMs, session.react('👍'));
  }

  turnMicrophone(dueMs: number): void {
    const session = this.#inside();
    if (!session) return;
    this.#isHeard = !this.#isHeard;
    this.#command(dueMs, session.publish('microphone', this.#isHeard ? this.#microphone : null));
  }

  muteEveryone(dueMs: number): void {
    const session = this.#inside();
    if (session) this.#command(dueMs, session.muteEveryone());
  }

  /** The network breaks, due at `dueMs`. */
  cut(dueMs: number): void {
    if (!this.#inside()) return;
    this.#presence.cut(dueMs);
    this.#sockets.cut();
  }

  /** Gives the place up, or stops on the way there. */
  close(): void {
    const session = this.#session;
    this.#isComing = false;
    this.#ended();
    this.#presence.left();
    session?.leave();
  }

  #ended(): void {
    this.#session = null;
    this.#isRaised = false;
    this.#isHeard = false;
    this.#media?.close();
    this.#media = null;
  }

  #open(roomId: JoinTicket['roomId']): RoomSession {
    const { random, openMedia } = this.#at;
    const media = openMedia?.() ?? null;
    this.#media = media;
    this.#isHeard = media !== null;
    const session = new RoomSession({
      // Which server that is, the sockets know.
      url: `ws://balanced/ws?room=${roomId}`,
      roomId,
      getTicket: () => this.#tickets.take(this.#room.code),
      media: { microphone: false, camera: false },
      ...(media ? media.connections : this.#signalsOnly()),
      WebSocket: this.#sockets.WebSocket,
      random,
      network: null,
    });
    session.subscribe(() => this.#session === session && this.#follow(session.state.phase));
    if (media) lookAtOthers(session);
    for (const { source, track } of media?.tracks ?? []) void session.publish(source, track).catch(() => {});
    session.onEvent((event) => this.#heard(event));
    session.join();
    return session;
  }

  #signalsOnly(): Pick<RoomSessionOptions, 'createMedia'> {
    const { signals, recorder, now } = this.#at;
    return { createMedia: signals ? (wire) => new SampleSignals(wire.signals, recorder, now) : null };
  }

  /** Where no media is sent nothing carries it: all that the session needs is that there is one. */
  get #microphone(): MediaStreamTrack {
    return this.#media?.tracks[0]?.track ?? (new EventTarget() as MediaStreamTrack);
  }

  #follow(phase: SessionPhase): void {
    this.#presence.follow(phase);
    if (phase.name !== 'closed') return;
    this.#at.recorder.failed(`closed: ${phase.reason}`);
    this.#ended();
  }

  #heard(event: SessionEvent): void {
    if (event.type === 'muted_by_host') this.#isHeard = false;
    if (event.type === 'media_switch' && event.outcome === 'failed') this.#at.recorder.failed(`media: ${event.reason}`);
    if (event.type !== 'chat_received') return;
    this.#at.recorder.count('delivered');
    this.#at.recorder.took('delivery', this.#at.now() - Number.parseFloat(event.message.text));
  }

  #command(dueMs: number, answer: Promise<void>): void {
    this.#at.recorder.count('commanded');
    answer.then(
      () => this.#at.recorder.took('command', this.#at.now() - dueMs),
      (error) => this.#at.recorder.failed(`command: ${error instanceof CommandFailed ? error.code : 'other'}`),
    );
  }

  /** Null, and counted, for who is not in the room now. */
  #inside(): RoomSession | null {
    if (this.isInside) return this.#session;
    this.#at.recorder.count('skipped');
    return null;
  }
}
