import { personAspect, placeTiles, type Rect } from './tile-layout.ts';

/** How the stage is split: `featured` tiles are shown large, `others` in the grid or in the strip beside them. */
export interface StagePlan {
  featured: Rect[];
  others: Rect[];
  /** One's own picture floating over a single other person, as in a call of two. */
  floating: Rect | null;
  /** How many of the others one page shows, and how many pages there are. */
  perPage: number;
  pages: number;
  /** How far above the stage's lower edge the pager stands, clear of the tiles of people. */
  pagerBottom: number;
}

export interface StageRequest {
  featured: number;
  others: number;
  /** Whether the person's own tile floats instead of taking a place among the others. */
  floating: boolean;
  width: number;
  height: number;
  page: number;
}

const GAP = 8;
const PAGER_HEIGHT = 44;
const PAGER_MARGIN = 12;
const STRIP_TILE = { width: 224, height: 126 };
const PHONE_STRIP_TILE = { width: 112, height: 84 };
/** Screens are shown whole, letterboxed by the video element itself, so their tiles may take any shape. */
const ANY_ASPECT = { min: 0.01, max: 100 };

/** Lays out the whole stage. Pure: the same request gives the same places. */
export function planStage(request: StageRequest): StagePlan {
  return request.featured > 0 ? planWithStrip(request) : planGrid(request);
}

/** The page that exists nearest to the wanted one. */
export function clampPage(page: number, pages: number): number {
  return Math.max(0, Math.min(page, pages - 1));
}

function planGrid({ others, floating, width, height, page }: StageRequest): StagePlan {
  const perPage = width < 640 ? 8 : 16;
  const shown = shownOnPage(others, perPage, page);
  const pagerRoom = shown.pages > 1 ? PAGER_HEIGHT + GAP : 0;
  const area = { x: 0, y: 0, width, height: height - pagerRoom };
  return {
    featured: [],
    others: fill(area, shown.count, personAspect(width, height)),
    floating: floating ? floatingPlace(width, height) : null,
    perPage,
    pages: shown.pages,
    pagerBottom: 0,
  };
}

function planWithStrip({ featured, others, width, height, page }: StageRequest): StagePlan {
  if (others === 0) {
    const all = { x: 0, y: 0, width, height };
    return {
      featured: fill(all, featured, ANY_ASPECT),
      others: [],
      floating: null,
      perPage: 1,
      pages: 1,
      pagerBottom: PAGER_MARGIN,
    };
  }
  const below = width < height * 1.2;
  const tile = width < 640 ? PHONE_STRIP_TILE : STRIP_TILE;
  const length = below ? width : height;
  const size = below ? tile.width : tile.height;
  const perPage = Math.max(1, Math.floor((length + GAP) / (size + GAP)));
  const shown = shownOnPage(others, perPage, page);
  const thickness = below ? tile.height : tile.width;
  const main = below
    ? { x: 0, y: 0, width, height: height - thickness - GAP }
    : { x: 0, y: 0, width: width - thickness - GAP, height };
  const start = (length - shown.count * (size + GAP) + GAP) / 2;
  const strip = Array.from({ length: shown.count }, (_, index) => {
    const along = start + index * (size + GAP);
    return below ? { x: along, y: height - thickness, ...tile } : { x: width - thickness, y: along, ...tile };
  });
  return {
    featured: fill(main, featured, ANY_ASPECT),
    others: strip,
    floating: null,
    perPage,
    pages: shown.pages,
    pagerBottom: below ? thickness + GAP + PAGER_MARGIN : PAGER_MARGIN,
  };
}

function shownOnPage(total: number, perPage: number, page: number): { count: number; pages: number } {
  const pages = Math.max(1, Math.ceil(total / perPage));
  const first = clampPage(page, pages) * perPage;
  return { count: Math.min(perPage, total - first), pages };
}

function fill(area: Rect, count: number, aspect: { min: number; max: number }): Rect[] {
  const tiles = placeTiles({ count, width: area.width, height: area.height, gap: GAP, aspect });
  return tiles.map((tile) => ({ ...tile, x: tile.x + area.x, y: tile.y + area.y }));
}

function floatingPlace(width: number, height: number): Rect {
  const tileWidth = Math.min(260, width * 0.32);
  const portrait = width < height;
  const tileHeight = portrait ? (tileWidth * 4) / 3 : (tileWidth * 9) / 16;
  return { x: width - tileWidth - 16, y: height - tileHeight - 16, width: tileWidth, height: tileHeight };
}
