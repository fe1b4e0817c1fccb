import type { Random } from '../random.ts';
import type { Act, Crowd, Deed } from './scenario.ts';

/** How often one bot does each, in an hour. */
export type Rates = Partial<Record<Act, number>>;

const AWAY_MS = 5_000;
const HOUR_MS = 3_600_000;

/**
 * What people do by themselves, without end: each act comes at random moments (a Poisson process), by a bot at random, and
 * mutes by hosts. Who leaves is back five seconds later.
 */
export function* mixedDeeds({ bots, load, rampMs }: Crowd, rates: Rates, random: Random): Iterable<Deed> {
  const acts = Object.entries(rates) as [Act, number][];
  const perHour = acts.reduce((all, [, rate]) => all + rate, 0);
  if (bots.length === 0 || perHour === 0) return;
  const meanMs = HOUR_MS / (perHour * bots.length);
  const comingBack: Deed[] = [];
  for (let atMs = rampMs; ; ) {
    atMs -= Math.log(1 - random.next()) * meanMs;
    for (let [next] = comingBack; next && next.atMs <= atMs; [next] = comingBack) {
      yield next;
      comingBack.shift();
    }
    const act = pickAct(acts, perHour, random);
    const picked = bots[random.between(0, bots.length - 1)] ?? 0;
    const bot = act === 'mute_everyone' ? hostOf(picked, load.roomSize) : picked;
    yield { atMs, bot, act };
    if (act === 'leave') comingBack.push({ atMs: atMs + AWAY_MS, bot, act: 'join' });
  }
}

function pickAct(acts: readonly [Act, number][], perHour: number, random: Random): Act {
  let rest = random.next() * perHour;
  for (const [act, rate] of acts) {
    rest -= rate;
    if (rest < 0) return act;
  }
  return acts[0]?.[0] ?? 'chat';
}

const hostOf = (bot: number, roomSize: number) => bot - (bot % roomSize);
