import { rememberedItem, rememberItem } from '../../storage/remembered.ts';

const REMEMBERED_DEVICES = 'cline-meet.devices';
const kinds = ['microphoneId', 'cameraId', 'speakerId'] as const;

/** The devices that the person picked on this browser, by their `deviceId`. */
export type RememberedDevices = Partial<Record<(typeof kinds)[number], string>>;

export function rememberedDevices(): RememberedDevices {
  return parseRememberedDevices(rememberedItem(REMEMBERED_DEVICES));
}

/** Adds a pick to those that are remembered. */
export function rememberDevice(pick: RememberedDevices): void {
  rememberItem(REMEMBERED_DEVICES, JSON.stringify({ ...rememberedDevices(), ...pick }));
}

/** Reads what was kept; whatever is not an id is left out. */
export function parseRememberedDevices(kept: string | null): RememberedDevices {
  let json: unknown;
  try {
    json = JSON.parse(kept ?? 'null');
  } catch {
    return {};
  }
  if (typeof json !== 'object' || json === null) return {};
  const devices: RememberedDevices = {};
  for (const kind of kinds) {
    const id = Reflect.get(json, kind);
    if (typeof id === 'string' && id) devices[kind] = id;
  }
  return devices;
}
