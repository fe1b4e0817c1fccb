import {
  type ClientMessage,
  type ClientMessageType,
  type ConnectionId,
  decodeClientMessage,
  type MessageId,
  type ServerMessage,
} from '@cline-meet/protocol';
import { vi } from 'vitest';
import { fakeWebSockets } from './fake-web-socket.ts';
import type { MediaClient, PeerSignals } from './media-client.ts';
import { notice, roomId, snapshot } from './room-fixtures.ts';
import { RoomSession } from './room-session.ts';
import type { RoomSessionOptions } from './session-options.ts';
import type { RemoteMedia, SessionEvent } from './session-state.ts';

/** A media client that only remembers what it was asked for. */
export function fakeMedia() {
  const remote: ReadonlyMap<ConnectionId, RemoteMedia> = new Map();
  return {
    setParticipants: vi.fn<MediaClient['setParticipants']>(),
    configureIce: vi.fn<MediaClient['configureIce']>(),
    publish: vi.fn<MediaClient['publish']>(async () => {}),
    signals: {
      offerReceived: vi.fn<PeerSignals['offerReceived']>(async () => {}),
      answerReceived: vi.fn<PeerSignals['answerReceived']>(async () => {}),
      candidateReceived: vi.fn<PeerSignals['candidateReceived']>(async () => {}),
    },
    restartIce: vi.fn<MediaClient['restartIce']>(),
    remote,
    subscribe: vi.fn<MediaClient['subscribe']>(() => () => {}),
    close: vi.fn<MediaClient['close']>(),
  };
}

/** A session whose server is the test's script. Needs fake timers; every wait is the longest that jitter allows. */
export function sessionRig(options: Partial<RoomSessionOptions> = {}) {
  const { WebSocket, made, latest } = fakeWebSockets();
  const media: ReturnType<typeof fakeMedia>[] = [];
  const getTicket = vi.fn<RoomSessionOptions['getTicket']>(async () => ({ ticket: 'a-ticket', iceServers: [] }));
  const network = new EventTarget();
  const session = new RoomSession({
    url: 'wss://meet.example/ws?room=1',
    roomId,
    getTicket,
    media: { microphone: true, camera: true },
    createMedia: () => {
      const client = fakeMedia();
      media.push(client);
      return client;
    },
    WebSocket,
    random: () => 1,
    network,
    ...options,
  });
  const events: SessionEvent[] = [];
  session.onEvent((event) => events.push(event));
  const server = scriptedServer(latest);
  /** The room's end of one socket of several. */
  const serverOn = (index: number) => scriptedServer(() => made[index] ?? latest());
  return { session, server, serverOn, events, media, getTicket, network, sockets: made };
}

/** The room's end of the latest socket. */
function scriptedServer(latest: ReturnType<typeof fakeWebSockets>['latest']) {
  const received = () => latest().sent.map(decoded);
  const all = <Type extends ClientMessageType>(type: Type) =>
    received().filter((message): message is ClientMessage<Type> => message.type === type);
  const server = {
    /** Accepts the socket and waits for the first frame. */
    async opens(): Promise<void> {
      latest().serverOpens();
      await settled();
    },
    async sends(...messages: ServerMessage[]): Promise<void> {
      for (const message of messages) latest().serverSends(JSON.stringify(message));
      await settled();
    },
    async sendsRaw(data: unknown): Promise<void> {
      latest().serverSends(data);
      await settled();
    },
    async closes(code: number): Promise<void> {
      latest().serverCloses(code);
      await settled();
    },
    /** Breaks the connection and lets the client open the next. */
    async breaks(): Promise<void> {
      await server.closes(1006);
      await vi.advanceTimersByTimeAsync(10_000);
    },
    /** What the client sent of one type over the latest socket. */
    received: all,
    last<Type extends ClientMessageType>(type: Type): ClientMessage<Type> {
      const message = all(type).at(-1);
      if (!message) throw new Error(`no ${type} was sent`);
      return message;
    },
    async acknowledges(type: ClientMessageType, seq?: number): Promise<void> {
      const { id } = server.last(type);
      await server.sends(notice('ack', seq === undefined ? {} : { seq }, id as MessageId));
    },
  };
  return server;
}

/** A session that is inside as Bob, as of seq 10. */
export async function joinedRig(options: Partial<RoomSessionOptions> = {}, parts: Parameters<typeof snapshot>[0] = {}) {
  const rig = sessionRig(options);
  rig.session.join();
  await rig.server.opens();
  await rig.server.sends(notice('room_joined', snapshot(parts)));
  return rig;
}

/** What has been promised happens; no time passes. */
export async function settled(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}

/** A track, as far as a session looks at one. */
export function fakeTrack(): MediaStreamTrack {
  return new EventTarget() as MediaStreamTrack;
}

function decoded(frame: string): ClientMessage {
  const result = decodeClientMessage(frame);
  if (!result.ok) throw new Error(`the client sent nonsense: ${result.detail}`);
  return result.message;
}
