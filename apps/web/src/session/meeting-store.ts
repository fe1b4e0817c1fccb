import type { ConnectionId, MediaState, RoomCode } from '@cline-meet/protocol';
import type { LocalMedia, LocalMediaState, RoomSession, RoomState } from '@cline-meet/sdk';
import { create } from 'zustand';
import type { RoomKey } from './room-key.ts';

/** The running meeting, for the screen. `room`, `remoteMedia`, `speakers` and `links` are the session's, replaced on each change. */
export interface MeetingStore {
  code: RoomCode | null;
  session: RoomSession | null;
  localMedia: LocalMedia | null;
  room: RoomState;
  remoteMedia: RoomSession['remoteMedia'];
  speakers: RoomSession['speakers'];
  links: RoomSession['linkQualities'];
  devices: LocalMediaState | null;
  /** With which this person's media is encrypted end to end; null where it is not. */
  key: RoomKey | null;
  /** Who sends what that key does not open. */
  unreadable: ReadonlySet<ConnectionId>;
  /** What this person presents; null while nothing. */
  screen: { video: MediaStreamTrack; audio: MediaStreamTrack | null } | null;
}

/** No meeting: what the store holds before the first one and between two. */
export const noMeeting: MeetingStore = {
  code: null,
  session: null,
  localMedia: null,
  room: { phase: { name: 'idle' }, selfId: null, room: null, participants: [], chat: [], waiting: [] },
  remoteMedia: new Map(),
  speakers: [],
  links: { own: 'good', others: new Map() },
  devices: null,
  key: null,
  unreadable: new Set(),
  screen: null,
};

export const useMeeting = create<MeetingStore>(() => noMeeting);

/** This tab's own participant; null while it is not inside. */
export function useSelf() {
  return useMeeting(({ room }) => room.participants.find((each) => each.connectionId === room.selfId) ?? null);
}

export function useIsHost(): boolean {
  return useSelf()?.role === 'host';
}

/** Whether the device is on or being started. */
export function useDeviceOn(device: 'microphone' | 'camera'): boolean {
  return useMeeting(({ devices }) => devices !== null && isOn(devices[device]));
}

/** One that starts is on for whoever switched it. */
export function isOn(device: LocalMediaState['microphone']): boolean {
  return device.status === 'on' || device.status === 'starting';
}

/** What the person wants to send, as the room is told it. */
export function mediaOf({ microphone, camera }: LocalMediaState): MediaState {
  return { microphone: isOn(microphone), camera: isOn(camera) };
}
