import { useText } from '../../../i18n/text.ts';
import { useDevices } from '../devices.ts';
import { useBackground } from './use-background.ts';

/** Says that the camera waits for the blur, where no preview says it. */
export function BlurStarting() {
  const { background: text } = useText().devices;
  const isStarting = useDevices(({ camera }) => camera.status === 'starting');
  const isBlurred = useBackground(({ background }) => background !== 'none');
  return (
    <p aria-live="polite" className="text-ink-soft text-sm empty:sr-only">
      {isStarting && isBlurred && text.starting}
    </p>
  );
}
