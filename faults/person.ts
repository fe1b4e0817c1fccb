import type { ConnectionId, Participant, Role, RoomId } from '@cline-meet/protocol';
import { GatewayClient } from '../apps/loadtest/src/bot/gateway-client.ts';
import { CommandFailed, RoomSession, type RoomState } from '../packages/sdk/src/index.ts';
import { hastyNow, hastyTimers } from './hasty-time.ts';
import { recordingWebSocket, type TraceEntry } from './recorded-socket.ts';
import { silentMedia } from './silent-media.ts';
import { Wire } from './wire.ts';

export interface PersonOptions {
  readonly name: string;
  /** Of loopback, and nobody else's: limits for each address are then as for people in their homes. */
  readonly localAddress: string;
  /** Where HTTP goes. */
  readonly gatewayPort: number;
  /** Where the WebSocket goes: the balancer, or one server's own door. */
  readonly hubPort: number;
  readonly random: () => number;
}

/** One coming and going: what passed through its sockets, from the ticket to the end. */
export interface Stay {
  readonly trace: readonly TraceEntry[];
  readonly session: RoomSession;
}

/** Someone in a meeting: a real session of the sdk over real sockets, and all that it went through. */
export class Person {
  readonly name: string;
  readonly stays: Stay[] = [];
  /** What they last wanted of their microphone, by themselves or by a host's mute that reached them. */
  isMicrophoneWanted = false;
  /** As it was when they first came in; null before. */
  role: Role | null = null;
  hasVanished = false;
  readonly #options: PersonOptions;
  readonly #gateway: GatewayClient;
  #wire: Wire | null = null;
  #sockets: ReturnType<typeof recordingWebSocket> | null = null;
  readonly #media = silentMedia();
  #chats = 0;
  #isComing = false;

  constructor(options: PersonOptions) {
    this.name = options.name;
    this.#options = options;
    this.#gateway = new GatewayClient(new URL(`http://127.0.0.1:${options.gatewayPort}`), options.localAddress);
  }

  async signIn(): Promise<void> {
    await this.#gateway.signIn(this.name);
  }

  async createRoom(waitingRoom: boolean): Promise<string> {
    return (await this.#gateway.createRoom(waitingRoom)).code;
  }

  /** Starts to enter; what comes of it is seen in {@link state}. Does nothing for who is on the way already. */
  async come(code: string): Promise<void> {
    if (this.#isComing) return;
    this.#isComing = true;
    try {
      await this.#come(code);
    } finally {
      this.#isComing = false;
    }
  }

  async #come(code: string): Promise<void> {
    const { roomId } = await this.#gateway.getTicket(code);
    this.#wire ??= await Wire.open(() => this.#options.hubPort);
    const trace: TraceEntry[] = [];
    this.#sockets = recordingWebSocket(trace, this.#options.localAddress);
    this.isMicrophoneWanted = false;
    const session = this.#open(code, roomId, this.#wire.port);
    this.stays.push({ trace, session });
    session.onEvent((event) => {
      if (event.type === 'muted_by_host') this.isMicrophoneWanted = false;
    });
    session.subscribe(() => {
      this.role ??= this.self?.role ?? null;
      // A host lets in whoever knocks.
      if (session.state.phase.name === 'joined' && session.state.waiting.length > 0) quietly(session.admit('everyone'));
    });
    session.join();
  }

  get isHere(): boolean {
    return this.state !== null && this.state.phase.name !== 'closed';
  }

  get state(): RoomState | null {
    return this.stays.at(-1)?.session.state ?? null;
  }

  get self(): Participant | null {
    const { state } = this;
    return state?.participants.find(({ connectionId }) => connectionId === state.selfId) ?? null;
  }

  leave(): void {
    this.stays.at(-1)?.session.leave();
  }

  chat(): void {
    this.#chats += 1;
    this.#session.sendChat(`${this.name} ${this.#chats}`);
  }

  /** As a person does who sees that a message was not sent. */
  retryChats(): void {
    for (const { delivery, messageId } of this.state?.chat ?? []) {
      if (delivery === 'failed') this.#session.retryChat(messageId);
    }
  }

  raiseHand(raised: boolean): void {
    quietly(this.#session.raiseHand(raised));
  }

  turnMicrophone(on: boolean): void {
    this.isMicrophoneWanted = on;
    quietly(this.#session.publish('microphone', on ? (new EventTarget() as MediaStreamTrack) : null));
  }

  muteEveryone(): void {
    quietly(this.#session.muteEveryone());
  }

  /** Sends descriptions as large as they may be. */
  flood(to: ConnectionId, count: number): void {
    this.#media.flood(to, count);
  }

  cut(): void {
    this.#wire?.cut();
  }

  freeze(): void {
    this.#wire?.freeze();
  }

  /** The laptop is shut: nothing more is heard of them, and they don't come back. */
  vanish(): void {
    this.hasVanished = true;
    this.#wire?.takeDown();
    this.leave();
  }

  stopReading(): void {
    this.#sockets?.current()?.pause();
  }

  readAgain(): void {
    this.#sockets?.current()?.resume();
  }

  async close(): Promise<void> {
    this.leave();
    await this.#wire?.close();
  }

  get #session(): RoomSession {
    const session = this.stays.at(-1)?.session;
    if (!session) throw new Error(`${this.name} has never come`);
    return session;
  }

  #open(code: string, roomId: RoomId, port: number): RoomSession {
    return new RoomSession({
      url: `ws://127.0.0.1:${port}/ws?room=${roomId}`,
      roomId,
      getTicket: () => this.#gateway.getTicket(code),
      media: { microphone: false, camera: false },
      createMedia: this.#media.create,
      WebSocket: (this.#sockets as ReturnType<typeof recordingWebSocket>).WebSocket,
      timers: hastyTimers,
      now: hastyNow,
      random: this.#options.random,
      network: null,
    });
  }
}

/** What is refused or lost is seen in what the room says of the person. */
function quietly(command: Promise<void>): void {
  command.catch((error) => {
    if (!(error instanceof CommandFailed)) throw error;
  });
}
