import { Mic, Video } from 'lucide-react';
import { useText } from '../../i18n/text.ts';
import { Select } from '../../ui/Select.tsx';
import { BackgroundPicker } from './background/BackgroundPicker.tsx';
import { chooseCamera, chooseMicrophone, useDevices } from './devices.ts';
import { SpeakerPicker } from './SpeakerPicker.tsx';
import { useDeviceOptions } from './use-device-options.ts';

/** Which camera, microphone and speaker to use, and what is behind the person; takes effect at once, in the call too. */
export function DevicePickers() {
  return (
    <div className="@container">
      <div className="grid @xl:grid-cols-2 grid-cols-1 items-start gap-4">
        <MicrophonePicker />
        <CameraPicker />
        <SpeakerPicker />
        <BackgroundPicker />
      </div>
    </div>
  );
}

function MicrophonePicker() {
  const { devices: text } = useText();
  const { devices, selected, microphone } = useDevices();
  const options = useDeviceOptions(devices.microphones, text.unnamedMicrophone);
  const missing = microphone.status === 'failed' && microphone.failure === 'not_found';
  return (
    <Select
      label={text.microphone}
      icon={<Mic size={18} aria-hidden="true" className="shrink-0 text-ink-soft" />}
      value={selected.microphoneId}
      options={options}
      placeholder={missing ? text.noMicrophone : text.systemDefault}
      disabled={options.length === 0}
      onChange={chooseMicrophone}
    />
  );
}

function CameraPicker() {
  const { devices: text } = useText();
  const { devices, selected, camera } = useDevices();
  const options = useDeviceOptions(devices.cameras, text.unnamedCamera);
  const missing = camera.status === 'failed' && camera.failure === 'not_found';
  return (
    <Select
      label={text.camera}
      icon={<Video size={18} aria-hidden="true" className="shrink-0 text-ink-soft" />}
      value={selected.cameraId}
      options={options}
      placeholder={missing ? text.noCamera : text.systemDefault}
      disabled={options.length === 0}
      onChange={chooseCamera}
    />
  );
}
