/** A picture on its way through the blur: either kind is given away with the message that carries it. */
export type Frame = VideoFrame | ImageBitmap;

/** What the page asks of the worker; each request gets one answer with its id. */
export type ToBlurWorker =
  /** Blur all that is behind the person, as far as this share of the picture's width. */
  | { type: 'blur'; id: number; frame: Frame; share: number }
  /** Answer after a while: a worker's timers keep their pace while the tab is hidden, and a page's don't. */
  | { type: 'wait'; id: number; ms: number };

export type FromBlurWorker =
  | { type: 'blurred'; id: number; frame: Frame }
  | { type: 'waited'; id: number }
  | { type: 'failed'; id: number; reason: string };
