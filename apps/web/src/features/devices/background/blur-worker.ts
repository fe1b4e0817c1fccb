/** The worker of a {@link import('./blur-client.ts').BlurClient}: pictures come in as they are, and go out blurred. */
import type { FromBlurWorker, ToBlurWorker } from './blur-messages.ts';
import { BlurPainter } from './blur-painter.ts';
import { Segmenter } from './segmenter.ts';

/** Loading takes a second or more: it begins before the first picture is here. */
const painter = Segmenter.load().then((segmenter) => new BlurPainter(segmenter));
/** Told with the answer to each picture. */
painter.catch(() => {});

let queue: Promise<unknown> = Promise.resolve();

addEventListener('message', ({ data }: MessageEvent<ToBlurWorker>) => {
  switch (data.type) {
    case 'blur':
      // One after the other: two cameras may overlap for a moment.
      queue = queue.then(() => blur(data));
      return;
    case 'wait':
      setTimeout(() => answer({ type: 'waited', id: data.id }), data.ms);
      return;
    default:
      data satisfies never;
  }
});

async function blur({ id, frame, share }: Extract<ToBlurWorker, { type: 'blur' }>): Promise<void> {
  try {
    const blurred = await (await painter).paint(frame, share);
    answer({ type: 'blurred', id, frame: blurred }, [blurred]);
  } catch (error) {
    answer({ type: 'failed', id, reason: String(error) });
  } finally {
    // One that is not closed holds up the camera.
    frame.close();
  }
}

function answer(message: FromBlurWorker, transfer: Transferable[] = []): void {
  postMessage(message, { transfer });
}
