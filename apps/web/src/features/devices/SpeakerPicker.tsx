import { Volume2 } from 'lucide-react';
import { useState } from 'react';
import { useText } from '../../i18n/text.ts';
import { Button } from '../../ui/Button.tsx';
import { Select } from '../../ui/Select.tsx';
import { chooseSpeaker, useDevices } from './devices.ts';
import { canChooseSpeaker, playTestSound } from './test-sound.ts';
import { useDeviceOptions } from './use-device-options.ts';

/** Which speaker plays the others, where the browser lets a page choose it, and a sound to try it. */
export function SpeakerPicker() {
  const { devices: text } = useText();
  const { devices, selected } = useDevices();
  const options = useDeviceOptions(canChooseSpeaker() ? devices.speakers : [], text.unnamedSpeaker);
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex items-end gap-2">
        <div className="min-w-0 flex-1">
          <Select
            label={text.speaker}
            icon={<Volume2 size={18} aria-hidden="true" className="shrink-0 text-ink-soft" />}
            value={selected.speakerId}
            options={options}
            placeholder={text.systemDefault}
            disabled={options.length === 0}
            onChange={chooseSpeaker}
          />
        </div>
        <SpeakerTest speakerId={selected.speakerId} />
      </div>
      {!canChooseSpeaker() && <p className="text-ink-soft text-sm">{text.speakerFixed}</p>}
    </div>
  );
}

function SpeakerTest({ speakerId }: { speakerId: string | null }) {
  const { devices: text } = useText();
  const [state, setState] = useState<'idle' | 'playing' | 'failed'>('idle');
  const play = () => {
    setState('playing');
    playTestSound(speakerId).then(
      () => setState('idle'),
      () => setState('failed'),
    );
  };
  return (
    <>
      <Button onClick={play} busy={state === 'playing'} className="shrink-0">
        {state === 'playing' ? text.testingSpeaker : text.testSpeaker}
      </Button>
      {state === 'failed' && (
        <p role="alert" className="text-danger-ink text-sm">
          {text.testFailed}
        </p>
      )}
    </>
  );
}
