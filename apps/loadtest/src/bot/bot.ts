import type { JoinTicket } from '@cline-meet/protocol';
import { CommandFailed, RoomSession, type SessionEvent, type SessionPhase } from '@cline-meet/sdk';
import { BotSockets, type SocketSurroundings } from './bot-socket.ts';
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
  readonly random: () => number;
}

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

  turnMicrophone(dueMs: number): void {
    const session = this.#inside();
    if (!session) return;
    this.#isHeard = !this.#isHeard;
    // Nothing carries it: all that the session needs is that there is one.
    const track = this.#isHeard ? (new EventTarget() as MediaStreamTrack) : null;
    this.#command(dueMs, session.publish('microphone', track));
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
    this.#session = null;
    this.#isComing = false;
    this.#isRaised = false;
    this.#isHeard = false;
    this.#presence.left();
    session?.leave();
  }

  #open(roomId: JoinTicket['roomId']): RoomSession {
    const { signals, recorder, now, random } = this.#at;
    const session = new RoomSession({
      // Which server that is, the sockets know.
      url: `ws://balanced/ws?room=${roomId}`,
      roomId,
      getTicket: () => this.#tickets.take(this.#room.code),
      media: { microphone: false, camera: false },
      createMedia: signals ? (wire) => new SampleSignals(wire.signals, recorder, now) : null,
      WebSocket: this.#sockets.WebSocket,
      random,
      network: null,
    });
    session.subscribe(() => this.#session === session && this.#follow(session.state.phase));
    session.onEvent((event) => this.#heard(event));
    session.join();
    return session;
  }

  #follow(phase: SessionPhase): void {
    this.#presence.follow(phase);
    if (phase.name !== 'closed') return;
    this.#at.recorder.failed(`closed: ${phase.reason}`);
    this.#session = null;
  }

  #heard(event: SessionEvent): void {
    if (event.type === 'muted_by_host') this.#isHeard = false;
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
