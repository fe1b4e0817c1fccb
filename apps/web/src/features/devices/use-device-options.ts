import type { DeviceInfo } from '@cline-meet/sdk';
import { formatNumber } from '../../i18n/format.ts';
import { useLanguage } from '../../i18n/text.ts';
import type { SelectOption } from '../../ui/Select.tsx';

/**
 * Devices as options of a Select. Before the permission browsers list one device of each kind, without id and label: it
 * cannot be chosen and is left out. One without a label alone is named by its position.
 */
export function useDeviceOptions(devices: readonly DeviceInfo[], unnamed: (index: string) => string): SelectOption[] {
  const language = useLanguage();
  return devices
    .filter((device) => device.id !== '')
    .map((device, index) => ({
      value: device.id,
      label: device.label || unnamed(formatNumber(index + 1, language)),
    }));
}
