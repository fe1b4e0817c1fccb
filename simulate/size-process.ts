import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Size } from './one-size.ts';
import type { Progress, Study } from './study.ts';

const WORKER = fileURLToPath(new URL('./size-worker.ts', import.meta.url));

/** There is a process for each core: threads that help one to collect garbage take from another. And there is little to keep. */
const MEMORY = ['--single-threaded-gc', '--max-semi-space-size=64'];

/** What the process of one size is to do. */
export interface Task {
  readonly pods: number;
  readonly study: Study;
}

export type FromWorker =
  | { readonly type: 'progress'; readonly words: string }
  | { readonly type: 'done'; readonly size: Size };

/** Simulates one size in a process of its own: each takes a core. Rejects where that ends without a result. */
export function inOwnProcess(pods: number, study: Study, progress: Progress): Promise<Size> {
  // Numbers come over as they are: in JSON infinity would not.
  const child = fork(WORKER, [], { execArgv: [...MEMORY, '--import', 'tsx'], serialization: 'advanced' });
  return new Promise((resolve, reject) => {
    child.on('message', (message: FromWorker) => {
      switch (message.type) {
        case 'progress':
          progress(message.words);
          return;
        case 'done':
          resolve(message.size);
          return;
        default:
          message satisfies never;
      }
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`the process of ${pods} pods ended with ${code ?? signal}`)));
    child.send({ pods, study } satisfies Task);
  });
}
