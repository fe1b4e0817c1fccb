import type { Frame } from './blur-messages.ts';
import { MODEL_SIZE } from './segmenter.ts';

/** A blur hides what is fine anyway: at a quarter of the size it takes a sixteenth of the time. */
const BACKDROP_SCALE = 1 / 4;

/** What finds the person in a picture. */
export interface PersonFinder {
  maskOf(picture: OffscreenCanvas): Promise<ImageBitmap>;
}

/** Paints pictures again with all that is behind the person blurred. One picture at a time. */
export class BlurPainter {
  readonly #finder: PersonFinder;
  readonly #model = surface({ alpha: false });
  readonly #backdrop = surface({ alpha: false });
  readonly #picture = surface({ alpha: true });

  constructor(finder: PersonFinder) {
    this.#finder = finder;
  }

  /** Gives a frame of the same kind, size and time. `share`: how far it blurs, of the picture's width. */
  async paint(frame: Frame, share: number): Promise<Frame> {
    // Drawn once: the frame of a camera is converted each time that it is.
    const picture = layOver(this.#picture, 'copy', frame, sizeOf(frame));
    const seen = layOver(this.#model, 'copy', picture, MODEL_SIZE);
    const mask = await this.#finder.maskOf(seen);
    this.#paintBackdrop(picture, share);
    layOver(this.#picture, 'destination-in', mask, picture);
    layOver(this.#picture, 'destination-over', this.#backdrop.canvas, picture);
    mask.close();
    return this.#framed(frame);
  }

  #paintBackdrop(picture: OffscreenCanvas, share: number): void {
    const width = Math.ceil(picture.width * BACKDROP_SCALE);
    const height = Math.ceil(picture.height * BACKDROP_SCALE);
    const radius = Math.max(1, width * share);
    // Larger than the canvas on all sides: at the edges of a picture a blur fades out.
    const margin = 2 * radius;
    fit(this.#backdrop, { width, height });
    this.#backdrop.filter = `blur(${radius}px)`;
    this.#backdrop.drawImage(picture, -margin, -margin, width + 2 * margin, height + 2 * margin);
  }

  #framed(frame: Frame): Frame {
    const { canvas } = this.#picture;
    if (!('timestamp' in frame)) return canvas.transferToImageBitmap();
    const duration = frame.duration === null ? {} : { duration: frame.duration };
    return new VideoFrame(canvas, { timestamp: frame.timestamp, ...duration, alpha: 'discard' });
  }
}

function surface(settings: CanvasRenderingContext2DSettings): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(1, 1).getContext('2d', settings);
  if (!context) throw new Error('no canvas to paint on');
  return context;
}

interface Size {
  width: number;
  height: number;
}

/** Draws an image over a whole canvas, which has this size then. */
function layOver(
  context: OffscreenCanvasRenderingContext2D,
  operation: GlobalCompositeOperation,
  image: CanvasImageSource,
  size: Size,
): OffscreenCanvas {
  fit(context, size);
  context.globalCompositeOperation = operation;
  context.drawImage(image, 0, 0, size.width, size.height);
  return context.canvas;
}

/** A canvas that is given a size loses what it has, so one of the right size stays. */
function fit({ canvas }: OffscreenCanvasRenderingContext2D, { width, height }: Size): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}

function sizeOf(frame: Frame): Size {
  return 'displayWidth' in frame ? { width: frame.displayWidth, height: frame.displayHeight } : frame;
}
