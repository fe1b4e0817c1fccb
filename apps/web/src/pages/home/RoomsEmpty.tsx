import type { ReactNode } from 'react';

/** In place of the list while there is nothing to list. */
export function RoomsEmpty({ children }: { children: ReactNode }) {
  return (
    <div className="flex flex-col items-center gap-6 px-2 py-4 text-center">
      <Illustration />
      <p className="max-w-80 text-pretty text-ink-soft text-sm">{children}</p>
    </div>
  );
}

/** Four people on a call, in the product's colours. */
function Illustration() {
  return (
    <svg viewBox="0 0 320 196" className="w-full max-w-80" aria-hidden="true">
      <rect x="8" y="8" width="304" height="180" rx="20" className="fill-surface-sunken" />
      <Tile x={22} y={22} fill="#d9efea" person="#0b6b60" />
      <Tile x={164} y={22} fill="#e4e7fb" person="#3f51b5" />
      <Tile x={22} y={102} fill="#fbe9dc" person="#a34713" />
      <Tile x={164} y={102} fill="#f7e1e8" person="#b0325a" />
    </svg>
  );
}

function Tile({ x, y, fill, person }: { x: number; y: number; fill: string; person: string }) {
  return (
    <g transform={`translate(${x} ${y})`}>
      <rect width="134" height="72" rx="12" fill={fill} />
      <circle cx="67" cy="29" r="12" fill={person} />
      <path d="M43 72a24 24 0 0 1 48 0z" fill={person} />
    </g>
  );
}
