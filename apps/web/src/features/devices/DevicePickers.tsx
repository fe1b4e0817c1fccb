import { Mic, Video } from 'lucide-react';
import { useText } from '../../i18n/text.ts';
import { Select } from '../../ui/Select.tsx';
import { chooseCamera, chooseMicrophone, useDevices } from './devices.ts';
import { SpeakerPicker } from './SpeakerPicker.tsx';
import { useDeviceName } from './use-device-name.ts';

/** Which camera, microphone and speaker to use; takes effect at once, in the call too. */
export function DevicePickers() {
  const { devices: text } = useText();
  const { devices, selected } = useDevices();
  const nameCamera = useDeviceName(text.unnamedCamera);
  const nameMicrophone = useDeviceName(text.unnamedMicrophone);
  return (
    <div className="@container">
      <div className="grid @xl:grid-cols-2 grid-cols-1 items-start gap-4">
        <Select
          label={text.microphone}
          icon={<Mic size={18} aria-hidden="true" className="shrink-0 text-ink-soft" />}
          value={selected.microphoneId}
          options={devices.microphones.map(nameMicrophone)}
          placeholder={devices.microphones.length ? text.systemDefault : text.noMicrophone}
          disabled={devices.microphones.length === 0}
          onChange={chooseMicrophone}
        />
        <SpeakerPicker />
        <Select
          label={text.camera}
          icon={<Video size={18} aria-hidden="true" className="shrink-0 text-ink-soft" />}
          value={selected.cameraId}
          options={devices.cameras.map(nameCamera)}
          placeholder={devices.cameras.length ? text.systemDefault : text.noCamera}
          disabled={devices.cameras.length === 0}
          onChange={chooseCamera}
        />
      </div>
    </div>
  );
}
