import type { RoomCode, RoomId } from '@cline-meet/protocol';
import {
  type LocalMedia,
  RoomSession,
  type RoomSessionOptions,
  type RoomState,
  type SessionEvent,
} from '@cline-meet/sdk';
import { createTicket } from '../api/client.ts';
import { asFailure } from '../api/failure.ts';
import { meetingCipher } from './meeting-cipher.ts';
import { emitMeetingEvent } from './meeting-events.ts';
import { claimPlace, keepPlace, keptPlace } from './meeting-place.ts';
import { publishDevices } from './meeting-publishing.ts';
import { RecordedMute } from './meeting-recorded-mute.ts';
import { mediaOf, noMeeting, useMeeting } from './meeting-store.ts';
import { useMeetingView } from './meeting-view.ts';
import { presentRoomKey } from './room-key.ts';

type Entry = Pick<RoomSessionOptions, 'roomId' | 'getTicket'> & Partial<Pick<RoomSessionOptions, 'savedPlace'>>;

let running: AbortController | null = null;

/**
 * Enters a room with the devices as they are, taking up the place that this tab kept over a reload where there is one.
 * A meeting that runs already is left. What comes of it is seen in `room.phase`.
 */
export async function startMeeting(code: RoomCode, localMedia: LocalMedia): Promise<void> {
  leaveMeeting();
  const meeting = new AbortController();
  running = meeting;
  const room: RoomState = { ...noMeeting.room, phase: { name: 'joining' } };
  const key = presentRoomKey(code);
  useMeeting.setState({ ...noMeeting, code, localMedia, room, devices: localMedia.state, key });
  const entry = await findEntry(code, meeting.signal).catch((error: unknown) => asFailure(error));
  if (meeting.signal.aborted) return;
  if (entry instanceof Error) {
    useMeeting.setState({ room: { ...room, phase: { name: 'closed', reason: entry.code } } });
    return;
  }
  const session = new RoomSession({
    ...entry,
    url: socketAddress(entry.roomId),
    media: mediaOf(localMedia.state),
    createCipher: key && meetingCipher(code, key),
  });
  run(code, session, localMedia, meeting.signal);
}

/** Leaves the room, from wherever one is on the way into it, and forgets the place. */
export function leaveMeeting(): void {
  const { session, code } = useMeeting.getState();
  session?.leave();
  if (session) useMeeting.setState({ room: session.state });
  if (code) keepPlace(code, null);
  running?.abort();
  running = null;
}

/** Forgets the meeting that ended, so that the next one starts clean. */
export function forgetMeeting(): void {
  leaveMeeting();
  useMeeting.setState(noMeeting);
  useMeetingView.getState().reset();
}

async function findEntry(code: RoomCode, signal: AbortSignal): Promise<Entry> {
  const getTicket = () => createTicket(code);
  const kept = keptPlace(code);
  if (kept && (await claimPlace(kept.place.connectionId, signal))) {
    return { roomId: kept.place.roomId as RoomId, savedPlace: kept.place, getTicket };
  }
  let first: Awaited<ReturnType<typeof createTicket>> | null = await createTicket(code);
  const { roomId } = first;
  return {
    roomId,
    getTicket: async () => {
      const ticket = first ?? (await createTicket(code));
      // Tickets are single use.
      first = null;
      return ticket;
    },
  };
}

function run(code: RoomCode, session: RoomSession, localMedia: LocalMedia, signal: AbortSignal): void {
  const record = new RecordedMute(session, localMedia, keptPlace(code) !== null);
  const stops: (() => void)[] = [];
  let inside = false;
  const update = () => {
    take(session);
    keep(code, session, localMedia, signal);
    record.phaseChanged();
    if (session.state.phase.name === 'closed') running?.abort();
    if (inside || session.state.phase.name !== 'joined') return;
    inside = true;
    stops.push(publishDevices(session, localMedia));
  };
  const devicesChanged = () => {
    useMeeting.setState({ devices: localMedia.state });
    keep(code, session, localMedia, signal);
  };
  stops.push(
    session.subscribe(update),
    session.onEvent((event) => eventHappened(event, localMedia)),
    localMedia.subscribe(devicesChanged),
  );
  signal.addEventListener('abort', () => {
    for (const stop of stops) stop();
    stopScreen();
  });
  // A device may have started while the ticket was on its way.
  useMeeting.setState({ session, devices: localMedia.state });
  session.join();
  update();
}

function take({ state, remoteMedia, speakers, linkQualities }: RoomSession): void {
  const wasBad = useMeeting.getState().links.own === 'bad';
  useMeeting.setState({ room: state, remoteMedia, speakers, links: linkQualities });
  if (linkQualities.own === 'bad' && !wasBad) emitMeetingEvent({ type: 'own_link_bad' });
}

function eventHappened(event: SessionEvent, localMedia: LocalMedia): void {
  if (event.type === 'muted_by_host') void localMedia.setMicrophone(false);
  if (event.type === 'chat_received') useMeetingView.getState().chatReceived();
  if (event.type === 'own_screen_share_ended') stopScreen();
  if (event.type === 'media_switch') logSwitch(event);
  emitMeetingEvent(event);
}

/** For whoever looks into why a picture stood still; people in the meeting need not know. */
function logSwitch(event: Extract<SessionEvent, { type: 'media_switch' }>): void {
  const isFailure = event.outcome === 'failed';
  const line = isFailure ? `${event.mode} is still being tried: ${event.reason}` : `by ${event.mode} now`;
  // biome-ignore lint/suspicious/noConsole: the browser's log is the only one there is
  console[isFailure ? 'warn' : 'info'](`media ${line}`);
}

function stopScreen(): void {
  const { screen } = useMeeting.getState();
  for (const track of [screen?.video, screen?.audio]) track?.stop();
  useMeeting.setState({ screen: null });
}

let claimed: string | null = null;

function keep(code: RoomCode, session: RoomSession, { state }: LocalMedia, signal: AbortSignal): void {
  if (signal.aborted) return;
  const { savedPlace } = session;
  const encrypted = useMeeting.getState().key !== null;
  keepPlace(code, savedPlace && { place: savedPlace, media: mediaOf(state), encrypted });
  if (!savedPlace || savedPlace.connectionId === claimed) return;
  claimed = savedPlace.connectionId;
  void claimPlace(savedPlace.connectionId, signal);
}

function socketAddress(roomId: RoomId): string {
  const address = new URL('/ws', location.href);
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  address.searchParams.set('room', roomId);
  return address.href;
}
