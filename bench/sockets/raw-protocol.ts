import { textFrame } from '../../apps/server/src/lib/websocket/frames.ts';
import { chatOf } from './chat-text.ts';
import { stamped } from './chat-work.ts';

/** A client of the raw servers says its room first, and then messages, all of known lengths. It is answered with a dot. */
export const ROOM_BYTES = 8;
export const MESSAGE_BYTES = 200;

/** As many bytes as a chat message takes by WebSocket. */
export const answerBytes = textFrame(stamped(chatOf('room0000')).message);
