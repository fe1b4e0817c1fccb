import { currentText } from '../../i18n/text.ts';
import type { MeetingEvent } from '../../session/meeting-events.ts';
import { useMeetingPreferences } from '../../session/meeting-preferences.ts';
import { useMeetingView } from '../../session/meeting-view.ts';
import { chime } from './chime.ts';
import type { NewNotice, NoticePerson } from './notice-queue.ts';
import { useNotices } from './notices.ts';

const SHORT_MS = 5000;
const LONG_MS = 10_000;

/** Tells the person of a thing that happened: a toast, and a sound for what wants attention. */
export function notify(event: MeetingEvent): void {
  const notice = noticeOf(event);
  if (notice) useNotices.getState().add(notice);
  if (!useMeetingPreferences.getState().sounds) return;
  if (event.type === 'knock') chime('knock');
  if (event.type === 'participant_joined') chime('joined');
  if (event.type === 'hand_raised') chime('hand');
}

function noticeOf(event: MeetingEvent): NewNotice | null {
  const text = currentText();
  const { notices } = text.meeting;
  switch (event.type) {
    case 'participant_joined':
      return { key: 'joined', people: [noticed(event.participant)], durationMs: SHORT_MS };
    case 'participant_left':
      return { key: 'left', people: [noticed(event.participant)], durationMs: SHORT_MS };
    case 'hand_raised':
      return { key: 'hand', people: [noticed(event.participant)], durationMs: LONG_MS };
    case 'knock':
      return { key: 'knock', people: [noticed(event.person)], durationMs: null };
    case 'screen_share_started':
      return { key: 'screen', detail: notices.screen(event.participant.name), durationMs: SHORT_MS };
    case 'chat_received':
      if (useMeetingView.getState().panel === 'chat') return null;
      return { key: 'chat', detail: notices.message(event.message.name, event.message.text), durationMs: SHORT_MS };
    case 'muted_by_host':
      return { key: 'muted', detail: notices.mutedBy(event.byName), durationMs: LONG_MS };
    case 'own_screen_share_ended':
      return { key: 'own-screen', detail: notices.screenEnded, durationMs: SHORT_MS };
    case 'screen_capture_failed':
      return { key: 'own-screen', detail: notices.screenFailed, durationMs: LONG_MS };
    case 'device_failed': {
      const detail = event.device === 'camera' ? notices.cameraFailed : notices.microphoneFailed;
      return { key: `device-${event.device}`, detail, durationMs: LONG_MS };
    }
    case 'own_link_bad':
      return { key: 'own-link', detail: notices.ownLinkBad, durationMs: LONG_MS };
    case 'background_failed':
      return { key: 'background', detail: notices.backgroundFailed, durationMs: LONG_MS };
    case 'background_slow':
      return { key: 'background', detail: notices.backgroundSlow, durationMs: LONG_MS };
    case 'other_key': {
      const detail = notices.otherKey(event.participant.name);
      return { key: `other-key-${event.participant.connectionId}`, detail, durationMs: LONG_MS };
    }
    case 'link_copied':
      return { key: 'link', detail: event.copied ? notices.linkCopied : notices.linkNotCopied, durationMs: SHORT_MS };
    case 'reconnected':
      return { key: 'back', detail: event.missedEvents ? notices.backMissed : notices.back, durationMs: SHORT_MS };
    case 'command_failed':
      return { key: `failed-${event.code}`, detail: text.errors.code[event.code], durationMs: LONG_MS };
    // It is seen on the stage.
    case 'reacted':
    // Nobody is to notice.
    case 'media_switch':
      return null;
    default:
      event satisfies never;
      return null;
  }
}

function noticed({ connectionId, name }: { connectionId: string; name: string }): NoticePerson {
  return { id: connectionId, name };
}
