import { useText } from '../../../i18n/text.ts';
import { Button } from '../../../ui/Button.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { chooseBackground, openDevices, useDevices } from '../devices.ts';
import { useBackground } from './use-background.ts';

/** Says why the camera is off or slow because of its background, and what to do about it. Most of the time nothing. */
export function BackgroundHelp() {
  const { background: text } = useText().devices;
  const camera = useDevices((state) => state.camera);
  const { background, isSlow } = useBackground();
  if (camera.status === 'failed' && camera.failure === 'effect') return <BlurFailed />;
  if (background === 'none' || camera.status !== 'on' || !isSlow) return null;
  return (
    <Notice tone="warning" title={text.slow}>
      {text.slowHelp}
    </Notice>
  );
}

function BlurFailed() {
  const { common, devices } = useText();
  const { background: text } = devices;
  const turnOn = () => void openDevices().setCamera(true);
  const showPlain = () => {
    chooseBackground('none');
    turnOn();
  };
  return (
    <Notice
      tone="warning"
      title={text.failed}
      action={
        <div className="flex flex-wrap gap-2">
          <Button onClick={turnOn}>{common.tryAgain}</Button>
          <Button onClick={showPlain}>{text.plainCamera}</Button>
        </div>
      }
    >
      {text.failedHelp}
    </Notice>
  );
}
