import { useText } from '../../i18n/text.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { browserFamily } from './browser-family.ts';
import { deviceFailures, type FailureNotice } from './device-failures.ts';
import { openDevices, useDevices } from './devices.ts';

/** Says what keeps camera or microphone from working and what to do about it. */
export function DeviceHelp() {
  const text = useText();
  const microphone = useDevices((state) => state.microphone);
  const camera = useDevices((state) => state.camera);
  return deviceFailures({ microphone, camera }).map(({ device, failure }) => (
    <Notice
      key={device}
      tone="warning"
      title={text.devices.failureTitle[device][failure]}
      // Another try on an insecure page fails the same way.
      action={failure !== 'insecure' && <Button onClick={() => retry(device)}>{text.common.tryAgain}</Button>}
    >
      <FailureHelp failure={failure} />
    </Notice>
  ));
}

function FailureHelp({ failure }: Pick<FailureNotice, 'failure'>) {
  const { help } = useText().devices;
  if (failure !== 'denied') return help[failure];
  return (
    <>
      <p>{help.denied[browserFamily(navigator.userAgent, navigator.maxTouchPoints)]}</p>
      <p>{help.deniedBySystem}</p>
    </>
  );
}

function retry(device: FailureNotice['device']): void {
  const media = openDevices();
  if (device !== 'camera') void media.setMicrophone(true);
  if (device !== 'microphone') void media.setCamera(true);
}
