import type { Frame, FromBlurWorker, ToBlurWorker } from './blur-messages.ts';

/** Long enough to load the model over a slow line: the first picture waits for that. */
const ANSWER_MS = 60_000;

type WithoutId<Message> = Message extends unknown ? Omit<Message, 'id'> : never;
type Timers = Pick<typeof globalThis, 'setTimeout' | 'clearTimeout'>;

interface Waiting {
  resolve: (answer: FromBlurWorker) => void;
  reject: (error: Error) => void;
}

/** The page's end of a blur worker, which it owns. Once it has failed it stays failed. */
export class BlurClient {
  readonly #worker: Worker;
  readonly #timers: Timers;
  readonly #waiting = new Map<number, Waiting>();
  #failure: Error | null = null;
  #lastId = 0;

  constructor(worker: Worker, timers: Timers = globalThis) {
    this.#worker = worker;
    this.#timers = timers;
    worker.onmessage = ({ data }: MessageEvent<FromBlurWorker>) => this.#answered(data);
    worker.onerror = (event) => this.#fail(new Error(event.message || 'the worker cannot be loaded'));
  }

  /** Takes the frame over, and gives it back blurred as far as this share of its width. */
  async blur(frame: Frame, share: number): Promise<Frame> {
    if (this.#failure) frame.close();
    const answer = await this.#ask({ type: 'blur', frame, share }, [frame]);
    if (answer.type !== 'blurred') throw new Error(`the worker answered ${answer.type}`);
    return answer.frame;
  }

  /** Resolves after a while, at the same pace in a hidden tab. */
  async wait(ms: number): Promise<void> {
    await this.#ask({ type: 'wait', ms });
  }

  /** Rejects all that waits. */
  close(): void {
    this.#fail(new Error('closed'));
  }

  async #ask(request: WithoutId<ToBlurWorker>, transfer: Transferable[] = []): Promise<FromBlurWorker> {
    if (this.#failure) throw this.#failure;
    const id = ++this.#lastId;
    const timer = this.#timers.setTimeout(() => this.#fail(new Error('the worker does not answer')), ANSWER_MS);
    try {
      return await new Promise<FromBlurWorker>((resolve, reject) => {
        this.#waiting.set(id, { resolve, reject });
        this.#worker.postMessage({ ...request, id }, transfer);
      });
    } finally {
      this.#timers.clearTimeout(timer);
      this.#waiting.delete(id);
    }
  }

  #answered(answer: FromBlurWorker): void {
    if (answer.type === 'failed') this.#fail(new Error(answer.reason));
    const waiting = this.#waiting.get(answer.id);
    if (waiting) waiting.resolve(answer);
    else if (answer.type === 'blurred') answer.frame.close();
  }

  #fail(failure: Error): void {
    this.#failure ??= failure;
    this.#worker.terminate();
    for (const { reject } of this.#waiting.values()) reject(this.#failure);
  }
}
