import { describe, expect, it } from 'vitest';
import { Random } from '../apps/loadtest/src/random.ts';
import { HubRing, movedRooms } from './hub-ring.ts';
import { populate } from './population.ts';

const RING = 16_384;
const rooms = populate(8000, [{ people: 1, share: 1 }], new Random(3));
const numbers = (length: number) => Array.from({ length }, (_, hub) => hub);
const anyone = { takes: () => true };

describe('a pod more', () => {
  it('moves nearly all rooms by modulo, and its share of them on the ring', () => {
    const moved = movedRooms(rooms, RING, 100, 101);
    expect(moved.byModulo).toBeGreaterThan(0.98 * moved.rooms);
    // Its hundredth, and as much again where the others give up the last of their places.
    expect(moved.byRing).toBeLessThan(0.025 * moved.rooms);
    expect(moved.byRing).toBeGreaterThan(0.005 * moved.rooms);
  });
});

describe('the ring', () => {
  it('spreads rooms over all hubs, none with much more than its share', () => {
    const ring = new HubRing(RING, numbers(20));
    const counts = new Array<number>(20).fill(0);
    for (const place of rooms.placeOf) {
      const hub = ring.find(place, 1, anyone) ?? 0;
      counts[hub] = (counts[hub] ?? 0) + 1;
    }
    expect(Math.min(...counts)).toBeGreaterThan(0.7 * (rooms.people / 20));
    expect(Math.max(...counts)).toBeLessThan(1.3 * (rooms.people / 20));
  });

  it('asks different hubs, each once, and no more than it may', () => {
    const ring = new HubRing(RING, numbers(20));
    const asked: number[] = [];
    const nobody = { takes: (hub: number) => asked.push(hub) < 0 };
    expect(ring.find(0.5, 4, nobody)).toBeNull();
    expect(new Set(asked).size).toBe(4);
    expect(asked).toHaveLength(4);
    expect(ring.find(0.5, 4, { takes: (hub) => hub === asked[2] })).toBe(asked[2]);
  });

  it('asks no hub beyond the sixth place, however often it may', () => {
    const ring = new HubRing(RING, numbers(400));
    const counts = Array.from(rooms.placeOf, (place) => {
      let asked = 0;
      ring.find(place, 50, { takes: () => ++asked < 0 });
      return asked;
    });
    expect(Math.max(...counts)).toBe(6);
    expect(Math.min(...counts)).toBeLessThan(6);
  });
});
