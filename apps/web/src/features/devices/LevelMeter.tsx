import { AudioLevelMeter } from '@cline-meet/sdk';
import { useEffect, useRef } from 'react';
import { useText } from '../../i18n/text.ts';

/** How far each bar rises at full level; the middle one leads, as voices look. */
const BARS = [0.6, 1, 0.75];

/** Three bars that move with the microphone. Shows at a glance that one is heard. */
export function LevelMeter({ track }: { track: MediaStreamTrack }) {
  const { devices } = useText();
  const meter = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const source = new AudioLevelMeter(track);
    // The level changes many times a second: it goes to the elements and past React.
    const stop = source.subscribe(() => showLevel(meter.current, source.level));
    return () => {
      stop();
      source.close();
    };
  }, [track]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: browsers draw <meter> their own way and show nothing inside it.
    <div
      ref={meter}
      role="meter"
      aria-label={devices.level}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={0}
      className="flex size-8 items-center justify-center gap-1 rounded-full bg-brand"
    >
      {BARS.map((share) => (
        <span key={share} className="h-1 w-1 rounded-full bg-on-brand" />
      ))}
    </div>
  );
}

function showLevel(meter: HTMLElement | null, level: number): void {
  if (!meter) return;
  meter.setAttribute('aria-valuenow', String(Math.round(level * 100)));
  for (const [index, share] of BARS.entries()) {
    const bar = meter.children[index];
    if (bar instanceof HTMLElement) bar.style.height = `${4 + 14 * share * Math.min(1, level * 1.6)}px`;
  }
}
