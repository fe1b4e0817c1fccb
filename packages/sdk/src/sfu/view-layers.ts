/** Device pixels up to which a picture of each spatial layer is wide enough; the last layer has no bound. */
const BOUNDS = [320, 640];
/** A picture must be this much smaller than the bound before a layer is given up, so that resizing does not flap. */
const SLACK = 0.9;

/** The spatial layer for a picture `width` device pixels wide, where `present` is shown already. */
export function layerFor(width: number, present?: number): number {
  const layer = layerWithin(width, 1);
  if (present === undefined || layer >= present) return layer;
  return Math.min(present, layerWithin(width, SLACK));
}

function layerWithin(width: number, slack: number): number {
  const layer = BOUNDS.findIndex((bound) => width <= bound * slack);
  return layer < 0 ? BOUNDS.length : layer;
}
