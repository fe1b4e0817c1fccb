import type { MediaState } from '@cline-meet/protocol';
import type { LocalMediaState } from '@cline-meet/sdk';
import { rememberedItem, rememberItem } from '../../storage/remembered.ts';

const keys = { microphone: 'cline-meet.microphone', camera: 'cline-meet.camera' } as const;
const devices = ['microphone', 'camera'] as const;

/** Whether microphone and camera were on when this person last switched them; on for who never did. */
export function rememberedSwitches(): MediaState {
  return { microphone: rememberedItem(keys.microphone) !== 'off', camera: rememberedItem(keys.camera) !== 'off' };
}

export function rememberSwitches(change: Partial<MediaState>): void {
  for (const device of devices) {
    const on = change[device];
    if (on !== undefined) rememberItem(keys[device], on ? 'on' : 'off');
  }
}

type Switches = Pick<LocalMediaState, (typeof devices)[number]>;

/** What was switched between two states. A device that failed was not switched off: the person wanted it on. */
export function switched(before: Switches, now: Switches): Partial<MediaState> {
  const change: Partial<MediaState> = {};
  for (const device of devices) {
    if (now[device].status === before[device].status) continue;
    if (now[device].status === 'on') change[device] = true;
    if (now[device].status === 'off') change[device] = false;
  }
  return change;
}
