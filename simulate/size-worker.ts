import { sizeOf } from './one-size.ts';
import type { FromWorker, Task } from './size-process.ts';
import { houseOptionsOf } from './study.ts';

/** A refusal of the admission is an error, of which there are millions; that each notes where it was made costs most. */
const STACK_FRAMES = 0;

process.once('message', ({ pods, study }: Task) => {
  Error.stackTraceLimit = STACK_FRAMES;
  const size = sizeOf(pods, houseOptionsOf(study), study, (words) => tell({ type: 'progress', words }));
  // Nothing else keeps this process.
  tell({ type: 'done', size }, () => process.disconnect());
});

function tell(message: FromWorker, sent: () => void = () => {}): void {
  process.send?.(message, sent);
}
