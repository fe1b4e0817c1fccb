/** A rectangle in CSS pixels, from the top left of the stage. */
export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface TileArea {
  count: number;
  width: number;
  height: number;
  gap: number;
  /** The narrowest and the widest shape that a tile may take (width / height). */
  aspect: { min: number; max: number };
}

export interface TileLayout {
  columns: number;
  rows: number;
  tileWidth: number;
  tileHeight: number;
}

/** The columns that make the tiles as large as the area allows. Sizes are 0 where there is nothing to lay out. */
export function layOutTiles(area: TileArea): TileLayout {
  let best: TileLayout = { columns: 0, rows: 0, tileWidth: 0, tileHeight: 0 };
  for (let columns = 1; columns <= area.count; columns++) {
    const layout = withColumns(area, columns);
    if (layout.tileWidth * layout.tileHeight > best.tileWidth * best.tileHeight) best = layout;
  }
  return best;
}

/** The place of each tile: rows from the top, the block and its last row centred. */
export function placeTiles(area: TileArea): Rect[] {
  const { columns, rows, tileWidth, tileHeight } = layOutTiles(area);
  const top = (area.height - rows * tileHeight - (rows - 1) * area.gap) / 2;
  return Array.from({ length: columns === 0 ? 0 : area.count }, (_, index) => {
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, area.count - row * columns);
    const left = (area.width - inRow * tileWidth - (inRow - 1) * area.gap) / 2;
    return {
      x: left + (index % columns) * (tileWidth + area.gap),
      y: top + row * (tileHeight + area.gap),
      width: tileWidth,
      height: tileHeight,
    };
  });
}

/** Tall areas (phones) may crop people to portrait; wide ones keep faces between 4:3 and 16:9. */
export function personAspect(width: number, height: number): TileArea['aspect'] {
  return { min: width < height ? 1 / 2 : 4 / 3, max: 16 / 9 };
}

function withColumns(area: TileArea, columns: number): TileLayout {
  const rows = Math.ceil(area.count / columns);
  const cellWidth = Math.max(0, (area.width - area.gap * (columns - 1)) / columns);
  const cellHeight = Math.max(0, (area.height - area.gap * (rows - 1)) / rows);
  const tileWidth = Math.min(cellWidth, cellHeight * area.aspect.max);
  const tileHeight = Math.min(cellHeight, cellWidth / area.aspect.min);
  return { columns, rows, tileWidth, tileHeight };
}
