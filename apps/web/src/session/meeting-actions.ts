import type { ConnectionId, ReactionEmoji, RoomCode, RoomSettings } from '@cline-meet/protocol';
import { captureScreen } from '@cline-meet/sdk';
import { emitMeetingEvent } from './meeting-events.ts';
import { isOn, useMeeting } from './meeting-store.ts';
import { roomPath } from './room-key.ts';

/*
 * What a person can do in the meeting, for buttons and keys alike. A command that the server refuses is told by the
 * session's `command_failed` event, so nothing here rejects.
 */

export async function setMicrophone(on: boolean): Promise<void> {
  const { localMedia } = useMeeting.getState();
  await localMedia?.setMicrophone(on);
  if (on && localMedia?.state.microphone.status === 'failed') {
    emitMeetingEvent({ type: 'device_failed', device: 'microphone' });
  }
}

export async function setCamera(on: boolean): Promise<void> {
  const { localMedia } = useMeeting.getState();
  await localMedia?.setCamera(on);
  const camera = localMedia?.state.camera;
  // An effect that fails is told of by whoever has set it.
  if (!on || camera?.status !== 'failed' || camera.failure === 'effect') return;
  emitMeetingEvent({ type: 'device_failed', device: 'camera' });
}

export function toggleMicrophone(): void {
  const { devices } = useMeeting.getState();
  if (devices) void setMicrophone(!isOn(devices.microphone));
}

export function toggleCamera(): void {
  const { devices } = useMeeting.getState();
  if (devices) void setCamera(!isOn(devices.camera));
}

/** Asks the browser for a screen and presents it; nothing happens when the person cancels. */
export async function startPresenting(): Promise<void> {
  const { session } = useMeeting.getState();
  if (!session || useMeeting.getState().screen) return;
  const screen = await captureScreen().catch(() => {
    emitMeetingEvent({ type: 'screen_capture_failed' });
    return null;
  });
  if (!screen) return;
  useMeeting.setState({ screen });
  screen.video.addEventListener('ended', stopPresenting, { once: true });
  // The audio first: the announcement of the screen says whether sound comes with it.
  if (screen.audio) session.publish('screen_audio', screen.audio).catch(stopPresenting);
  session.publish('screen', screen.video).catch(stopPresenting);
}

export function stopPresenting(): void {
  const { session, screen } = useMeeting.getState();
  if (!screen) return;
  useMeeting.setState({ screen: null });
  session?.publish('screen', null).catch(ignore);
  if (screen.audio) session?.publish('screen_audio', null).catch(ignore);
  screen.video.stop();
  screen.audio?.stop();
}

export function toggleHand(): void {
  const { session, room } = useMeeting.getState();
  const self = room.participants.find((each) => each.connectionId === room.selfId);
  if (self) session?.raiseHand(self.handRaisedAt === null).catch(ignore);
}

/** A press that comes sooner after the last one is none: so one who keeps pressing is never told to slow down. */
const REACTION_INTERVAL_MS = 400;
let lastReactionMs = 0;

export function react(emoji: ReactionEmoji): void {
  const nowMs = Date.now();
  if (nowMs - lastReactionMs < REACTION_INTERVAL_MS) return;
  lastReactionMs = nowMs;
  useMeeting.getState().session?.react(emoji).catch(ignore);
}

export function muteParticipant(connectionId: ConnectionId): void {
  useMeeting.getState().session?.mute(connectionId).catch(ignore);
}

export function muteEveryone(): void {
  useMeeting.getState().session?.muteEveryone().catch(ignore);
}

export function removeParticipant(connectionId: ConnectionId): void {
  useMeeting.getState().session?.remove(connectionId).catch(ignore);
}

export function admit(who: ConnectionId | 'everyone'): void {
  useMeeting.getState().session?.admit(who).catch(ignore);
}

export function deny(who: ConnectionId | 'everyone'): void {
  useMeeting.getState().session?.deny(who).catch(ignore);
}

export function changeRoomSettings(change: Partial<RoomSettings>): void {
  useMeeting.getState().session?.changeSettings(change).catch(ignore);
}

export function endMeeting(): void {
  useMeeting.getState().session?.endRoom().catch(ignore);
}

/** The address that others join by; of an encrypted meeting with its key. */
export function meetingLink(code: RoomCode): string {
  return new URL(roomPath(code), location.href).href;
}

export async function copyMeetingLink(): Promise<void> {
  const { code } = useMeeting.getState();
  if (!code) return;
  try {
    // On origins that are not secure there is no clipboard, and the mere access throws.
    await navigator.clipboard.writeText(meetingLink(code));
    emitMeetingEvent({ type: 'link_copied', copied: true });
  } catch {
    emitMeetingEvent({ type: 'link_copied', copied: false });
  }
}

function ignore(): void {}
