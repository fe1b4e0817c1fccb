import { randomInt } from 'node:crypto';
import { RoomCode } from '@cline-meet/protocol';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** Draws a code from 26^10 (47 bits) with the system's secure generator. */
export function drawRoomCode(): RoomCode {
  const letters = (count: number) => Array.from({ length: count }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return RoomCode.parse(`${letters(3)}-${letters(4)}-${letters(3)}`);
}
