import { describe, expect, it } from 'vitest';
import { Random } from '../random.ts';
import { scenarios } from './all.ts';
import { meetingMix } from './meeting-mix.ts';
import { reconnectHerd } from './reconnect-herd.ts';
import { botsOf, type Deed, type Load, rampMs, type Scenario, scheduleOf } from './scenario.ts';

const load: Load = { connections: 60, roomSize: 5, joinsPerSecond: 20, durationMs: 60_000 };

/** What is due until the run ends. */
function deedsOf(scenario: Scenario, seed = 1, bots = botsOf(0, 1, load)): Deed[] {
  const deeds: Deed[] = [];
  for (const deed of scheduleOf(scenario, { load, bots, rampMs: rampMs(load) }, new Random(seed))) {
    if (deed.atMs > rampMs(load) + load.durationMs) break;
    deeds.push(deed);
  }
  return deeds;
}

describe.each(scenarios)('$name', (scenario) => {
  it('has everyone come first, evenly and once', () => {
    const joins = deedsOf(scenario).slice(0, 60);
    expect(joins.map(({ bot, act }) => [bot, act])).toEqual(Array.from({ length: 60 }, (_, bot) => [bot, 'join']));
    expect(joins[59]?.atMs).toBe(2950);
  });

  it('goes in order of time', () => {
    const times = deedsOf(scenario).map(({ atMs }) => atMs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('is the same by the same seed', () => {
    expect(deedsOf(scenario, 3)).toEqual(deedsOf(scenario, 3));
  });

  it('asks only bots of its own process', () => {
    const bots = botsOf(1, 3, load);
    expect(deedsOf(scenario, 1, bots).filter(({ bot }) => !bots.includes(bot))).toEqual([]);
  });
});

describe('botsOf', () => {
  it('gives each process whole rooms, and every bot to one', () => {
    const shares = [0, 1, 2].map((index) => botsOf(index, 3, load));
    expect(shares.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, bot) => bot));
    for (const share of shares) {
      const rooms = new Set(share.map((bot) => Math.floor(bot / load.roomSize)));
      expect(share).toHaveLength(rooms.size * load.roomSize);
    }
  });
});

describe('meeting-mix', () => {
  it('has people do things as often as its rates say', () => {
    const minutes = load.durationMs / 60_000;
    const chats = deedsOf(meetingMix).filter(({ act }) => act === 'chat').length;
    const expected = (load.connections * minutes * 120) / 60;
    expect(chats).toBeGreaterThan(expected * 0.7);
    expect(chats).toBeLessThan(expected * 1.3);
  });

  it('brings back who left, five seconds later', () => {
    const deeds = deedsOf(meetingMix);
    const leaves = deeds.filter(({ act, atMs }) => act === 'leave' && atMs < rampMs(load) + load.durationMs - 5000);
    expect(leaves.length).toBeGreaterThan(0);
    for (const { bot, atMs } of leaves) expect(deeds).toContainEqual({ bot, act: 'join', atMs: atMs + 5000 });
  });

  it('has hosts alone mute everyone', () => {
    const mutes = [1, 2, 3, 4]
      .flatMap((seed) => deedsOf(meetingMix, seed))
      .filter(({ act }) => act === 'mute_everyone');
    expect(mutes.length).toBeGreaterThan(0);
    expect(mutes.filter(({ bot }) => bot % load.roomSize !== 0)).toEqual([]);
  });

  it('does other things by another seed', () => {
    expect(deedsOf(meetingMix, 1)).not.toEqual(deedsOf(meetingMix, 2));
  });
});

it('reconnect-herd cuts everyone at the same moment', () => {
  const cuts = deedsOf(reconnectHerd).filter(({ act }) => act === 'cut');
  expect(cuts).toHaveLength(60);
  expect(new Set(cuts.map(({ atMs }) => atMs))).toEqual(new Set([5000]));
});
