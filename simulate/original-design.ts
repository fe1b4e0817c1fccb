import type { Costs } from './costs.ts';
import type { SteadyState } from './steady-state.ts';

/** The same meetings on one channel that every pod hears, as the first design had it. */
export interface OneChannel {
  /** All are published on one Redis node: one channel has one place. */
  readonly publications: number;
  /** Cores of that one node, which has one thread; and messages that it writes to pods. */
  readonly redisCores: number;
  readonly redisDeliveries: number;
  readonly envelopesPerPod: number;
  /** Of each pod, only to read what is published and, mostly, to drop it. */
  readonly coresPerPod: number;
  /** The most people that one node's thread could serve so. */
  readonly mostPeople: number;
}

export function oneChannel(steady: SteadyState, people: number, pods: number, costs: Costs): OneChannel {
  const { publications } = steady;
  const publishMicros = costs.redisSpublishMicros + (pods - 1) * costs.redisSubscriberMicros;
  const micros = publications * publishMicros;
  return {
    publications,
    redisCores: micros / 1e6,
    redisDeliveries: publications * pods,
    envelopesPerPod: publications,
    coresPerPod: (publications * costs.envelopeMicros) / 1e6,
    mostPeople: Math.floor((people * costs.shardMicrosPerSecond) / micros),
  };
}
