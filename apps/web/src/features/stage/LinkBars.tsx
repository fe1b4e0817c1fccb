import { useText } from '../../i18n/text.ts';
import { useLinkQuality } from '../../session/meeting-links.ts';
import type { Tile } from './stage-tiles.ts';

const looks = {
  weak: { lit: 2, color: 'bg-[#ffc966]' },
  bad: { lit: 1, color: 'bg-[#ff8a80]' },
} as const;
const heights = ['h-1.5', 'h-2.5', 'h-3.5'];

/** Shown where media does not come through well: from the others, or from here to them. */
export function LinkBars({ tile: { own, participant } }: { tile: Tile }) {
  const text = useText().meeting.stage;
  const quality = useLinkQuality(own ? null : participant.connectionId);
  if (quality === 'good') return null;
  const { lit, color } = looks[quality];
  return (
    <span role="img" aria-label={text.link[quality]} className="flex shrink-0 items-end gap-0.5">
      {heights.map((height, index) => (
        <span key={height} className={`w-1 rounded-xs ${height} ${index < lit ? color : 'bg-white/35'}`} />
      ))}
    </span>
  );
}
