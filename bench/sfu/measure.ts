import { createSocket, type Socket } from 'node:dgram';
import { setTimeout as delay } from 'node:timers/promises';
import { HEARERS, Meeting, PEOPLE, PICTURES_SEEN, type Source } from './meeting.ts';
import type { Kind } from './packets.ts';
import { buildForwarder, openSinks, pinApart, startForwarder, unpin } from './processes.ts';

const ROUNDS = 5;
const ROUND_MS = 4000;
const WARM_UP_MS = 500;
/** Between packets of a stream. */
const EVERY_MS: Record<Kind, number> = { sound: 20, picture: 33 };
/** Until what was sent last has gone through. */
const SETTLE_MS = 300;

export interface Round {
  /** That went out. */
  readonly packets: number;
  readonly cpuSeconds: number;
  readonly seconds: number;
}

export interface SfuFigures {
  readonly isPinned: boolean;
  readonly sfu: readonly Round[];
  readonly forwarder: readonly Round[];
}

/** A full room on one media worker, beside a program that only passes on the same packets as often; in turns. */
export async function measure(): Promise<SfuFigures> {
  const forwarder = buildForwarder();
  const sinks = await openSinks(PEOPLE);
  try {
    return await measureBoth(forwarder.program, sinks.firstPort);
  } finally {
    forwarder.remove();
    sinks.close();
    unpin();
  }
}

async function measureBoth(forwarder: string, firstSinkPort: number): Promise<SfuFigures> {
  const meeting = await Meeting.open(firstSinkPort);
  // One for all: the media worker goes by the address that packets came from first.
  const socket = createSocket('udp4');
  const figures = { isPinned: pinApart(meeting.worker.pid), sfu: [] as Round[], forwarder: [] as Round[] };
  try {
    await send(socket, meeting.sources, WARM_UP_MS);
    for (let round = 0; round < ROUNDS; round += 1) {
      figures.sfu.push(await measureSfu(socket, meeting));
      figures.forwarder.push(await measureForwarder(socket, forwarder, firstSinkPort, meeting.sources));
    }
    return figures;
  } finally {
    socket.close();
    meeting.close();
  }
}

async function measureSfu(socket: Socket, meeting: Meeting): Promise<Round> {
  const packetsBefore = await meeting.packetsOut();
  const cpuBefore = await meeting.cpuSeconds();
  const seconds = await send(socket, meeting.sources, ROUND_MS);
  const cpuSeconds = (await meeting.cpuSeconds()) - cpuBefore;
  return { packets: (await meeting.packetsOut()) - packetsBefore, cpuSeconds, seconds };
}

async function measureForwarder(
  socket: Socket,
  program: string,
  first: number,
  sources: readonly Source[],
): Promise<Round> {
  const copies = { sound: HEARERS, picture: PICTURES_SEEN };
  const running = await startForwarder(program, { first, count: PEOPLE }, [copies.sound, copies.picture]);
  pinApart(running.pid);
  const [sound = 0, picture = 0] = running.ports;
  const ports = { sound, picture };
  const seconds = await send(
    socket,
    sources.map(({ stream }) => ({ stream, port: ports[stream.kind] })),
    ROUND_MS,
  );
  return { ...(await running.end()), seconds };
}

/** Sends each stream at its pace. Resolves to how long that took, in seconds. */
async function send(socket: Socket, sources: readonly Source[], forMs: number): Promise<number> {
  const startedAtMs = performance.now();
  const sent = new Map(sources.map((source) => [source, 0]));
  for (let elapsedMs = 0; elapsedMs < forMs; elapsedMs = performance.now() - startedAtMs) {
    for (const source of sources) {
      const due = Math.floor(elapsedMs / EVERY_MS[source.stream.kind]);
      // Who is late catches up, but never with more than one packet a look.
      if ((sent.get(source) ?? 0) >= due) continue;
      sent.set(source, (sent.get(source) ?? 0) + 1);
      socket.send(source.stream.next(), source.port, '127.0.0.1');
    }
    await delay(1);
  }
  const seconds = (performance.now() - startedAtMs) / 1000;
  await delay(SETTLE_MS);
  return seconds;
}
