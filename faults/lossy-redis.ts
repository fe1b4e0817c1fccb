import { isShardedMessage, RespFrames } from './resp-frames.ts';
import { Wire } from './wire.ts';

/** The way to a Redis, on which some of what is published gets lost, as Redis itself may lose it. */
export interface LossyRedis {
  readonly url: string;
  /** The share of published messages that is dropped from now on, for each listener on its own. */
  rate: number;
  readonly dropped: number;
  /** Breaks all connections of now. */
  cut(): void;
  /** The connections of now carry nothing any more, and nobody is told. */
  freeze(): void;
  close(): Promise<void>;
}

export async function openLossyRedis(redisUrl: string, random: () => number): Promise<LossyRedis> {
  const targetPort = Number(new URL(redisUrl).port);
  const lossy = { rate: 0, dropped: 0 };
  const keeps = (frame: Buffer): boolean => {
    if (!isShardedMessage(frame) || random() >= lossy.rate) return true;
    lossy.dropped += 1;
    return false;
  };
  const wire = await Wire.open(
    () => targetPort,
    () => {
      const frames = new RespFrames();
      return (chunk) => frames.take(chunk).filter(keeps);
    },
  );
  return Object.assign(lossy, {
    url: `redis://127.0.0.1:${wire.port}`,
    cut: () => wire.cut(),
    freeze: () => wire.freeze(),
    close: () => wire.close(),
  });
}
