import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useRef, useState } from 'react';
import { useText } from '../../i18n/text.ts';
import { useLastSpeakers } from '../../session/meeting-speaking.ts';
import { useMeeting } from '../../session/meeting-store.ts';
import { useMeetingView } from '../../session/meeting-view.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { AloneCard } from './AloneCard.tsx';
import { StageTile } from './StageTile.tsx';
import { bringSpeakersForward } from './speaker-order.ts';
import { clampPage, planStage, type StagePlan } from './stage-plan.ts';
import { type ArrangedTiles, arrangeTiles, listTiles, type Tile } from './stage-tiles.ts';
import type { Rect } from './tile-layout.ts';
import { useSize } from './use-size.ts';
import { useStageViews } from './use-stage-views.ts';

/** Everybody and everything that is shown, filling the place that it is given. */
export function Stage() {
  const text = useText().meeting.stage;
  const { participants, selfId } = useMeeting(({ room }) => room);
  const pinnedTile = useMeetingView((view) => view.pinnedTile);
  const [page, setPage] = useState(0);
  const [size, ref] = useSize();
  const tiles = listTiles(participants, selfId);
  const { featured, others, floating } = arrangeTiles(tiles, pinnedTile);
  const plan = planStage({
    featured: featured.length,
    others: others.length,
    floating: floating !== null,
    ...size,
    page,
  });
  const ordered = useSpeakersInView(tiles, others, plan.perPage);
  const places = placesOf(arrangeTiles(ordered, pinnedTile), plan, clampPage(page, plan.pages));
  useStageViews(places);
  return (
    <div className="relative size-full">
      <ul ref={ref} aria-label={text.label} className="relative size-full">
        {size.width > 0 &&
          // In the one order that never changes, wherever each is placed: a video that moves in the document restarts.
          tiles.map((tile) => {
            const rect = places.get(tile);
            if (!rect) return null;
            return (
              <StageTile
                key={tile.id}
                tile={tile}
                rect={rect}
                pinned={tile.id === pinnedTile}
                floating={tile === floating}
              />
            );
          })}
      </ul>
      {participants.length === 1 && <AloneCard />}
      {plan.pages > 1 && (
        <Pager page={clampPage(page, plan.pages)} pages={plan.pages} onChange={setPage} bottom={plan.pagerBottom} />
      )}
    </div>
  );
}

/** All tiles, in an order that changes only to have on the first page of the `paged` ones who speaks. */
function useSpeakersInView(tiles: readonly Tile[], paged: readonly Tile[], perPage: number): Tile[] {
  const speakers = useLastSpeakers();
  const former = useRef<readonly Tile['id'][]>([]);
  const ordered = bringSpeakersForward(tiles, { former: former.current, paged, perPage, speakers });
  former.current = ordered.map(({ id }) => id);
  return ordered;
}

function placesOf({ featured, others, floating }: ArrangedTiles, plan: StagePlan, page: number): Map<Tile, Rect> {
  const first = page * plan.perPage;
  const placed: [Tile | null, Rect | null | undefined][] = [
    ...featured.map((tile, index): [Tile, Rect | undefined] => [tile, plan.featured[index]]),
    ...others
      .slice(first, first + plan.perPage)
      .map((tile, index): [Tile, Rect | undefined] => [tile, plan.others[index]]),
    [floating, plan.floating],
  ];
  return new Map(placed.flatMap(([tile, rect]): [Tile, Rect][] => (tile && rect ? [[tile, rect]] : [])));
}

interface PagerProps {
  page: number;
  pages: number;
  bottom: number;
  onChange: (page: number) => void;
}

function Pager({ page, pages, bottom, onChange }: PagerProps) {
  const text = useText().meeting.stage;
  return (
    <div className="pointer-events-none absolute inset-x-0 z-20 flex justify-center" style={{ bottom }}>
      <div className="pointer-events-auto flex items-center gap-1 rounded-full bg-surface/95 text-ink text-sm shadow-float">
        <IconButton
          label={text.previousPage}
          icon={<ChevronLeft size={20} aria-hidden="true" />}
          disabled={page === 0}
          onClick={() => onChange(page - 1)}
        />
        <span aria-live="polite">{text.page(String(page + 1), String(pages))}</span>
        <IconButton
          label={text.nextPage}
          icon={<ChevronRight size={20} aria-hidden="true" />}
          disabled={page === pages - 1}
          onClick={() => onChange(page + 1)}
        />
      </div>
    </div>
  );
}
