import type { DeviceInfo } from '@cline-meet/sdk';
import { formatNumber } from '../../i18n/format.ts';
import { useLanguage } from '../../i18n/text.ts';

/** Makes an option of a device; browsers give no labels before the permission, then the position names it. */
export function useDeviceName(unnamed: (index: string) => string) {
  const language = useLanguage();
  return (device: DeviceInfo, index: number) => ({
    value: device.id,
    label: device.label || unnamed(formatNumber(index + 1, language)),
  });
}
