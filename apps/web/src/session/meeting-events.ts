import type { Participant } from '@cline-meet/protocol';
import type { SessionEvent } from '@cline-meet/sdk';

/** What a toast or a sound is for: the session's events, and what happens on this device alone. */
export type MeetingEvent =
  | SessionEvent
  | { type: 'screen_capture_failed' }
  | { type: 'device_failed'; device: 'microphone' | 'camera' }
  /** What this client sends hardly comes through. */
  | { type: 'own_link_bad' }
  /** The camera is off, as the background behind the person cannot be changed. */
  | { type: 'background_failed' }
  /** It can, but the picture moves by fits and starts. */
  | { type: 'background_slow' }
  /** Their media cannot be decrypted. */
  | { type: 'other_key'; participant: Participant }
  | { type: 'link_copied'; copied: boolean };

const listeners = new Set<(event: MeetingEvent) => void>();

/** Returns the function that stops listening. */
export function onMeetingEvent(listener: (event: MeetingEvent) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function emitMeetingEvent(event: MeetingEvent): void {
  for (const listener of [...listeners]) listener(event);
}
