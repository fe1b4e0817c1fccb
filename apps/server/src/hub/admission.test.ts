import { describe, expect, it } from 'vitest';
import { Refused } from '../room/model.ts';
import { Admission } from './admission.ts';

/** 0 for who is let in, else the time to wait. */
function knock(admission: Admission, nowMs: number): number {
  try {
    admission.admit(nowMs);
    return 0;
  } catch (error) {
    if (error instanceof Refused && error.code === 'unavailable') return error.retryAfterMs ?? Number.NaN;
    throw error;
  }
}

const knocks = (admission: Admission, count: number, nowMs: number) =>
  Array.from({ length: count }, () => knock(admission, nowMs));

describe('Admission', () => {
  it('lets a second’s worth in at once, and gives each one more a turn of their own', () => {
    const admission = new Admission(4, 0);
    expect(knocks(admission, 8, 0)).toEqual([0, 0, 0, 0, 250, 500, 750, 1000]);
  });

  it('has room for whoever comes at their turn', () => {
    const admission = new Admission(100, 0);
    knocks(admission, 100, 0);
    const turns = knocks(admission, 1000, 0);
    expect(new Set(turns).size).toBe(1000);
    expect(turns.map((turn) => knock(admission, turn))).toEqual(turns.map(() => 0));
  });

  it('puts newcomers behind those who wait already', () => {
    const admission = new Admission(10, 0);
    knocks(admission, 10, 0);
    expect(knocks(admission, 2, 0)).toEqual([100, 200]);
    expect(knocks(admission, 2, 50)).toEqual([250, 350]);
  });

  it('forgets the queue when it has passed', () => {
    const admission = new Admission(10, 0);
    knocks(admission, 30, 0);
    expect(knocks(admission, 11, 60_000)).toEqual([...Array(10).fill(0), 100]);
  });

  it('sends nobody away for longer than half a minute, however many come, and never many for one moment', () => {
    const admission = new Admission(10, 0);
    knocks(admission, 10, 0);
    const turns = knocks(admission, 3000, 0);
    expect(Math.max(...turns)).toBe(30_000);
    const perTurn = new Map<number, number>();
    for (const turn of turns) perTurn.set(turn, (perTurn.get(turn) ?? 0) + 1);
    expect([...new Set(perTurn.values())]).toEqual([10]);
  });

  it('is not fooled by a clock that goes back', () => {
    const admission = new Admission(2, 100_000);
    knocks(admission, 4, 100_000);
    expect(knocks(admission, 2, 0)).toEqual([500, 1000]);
  });

  it('does not count whom it let in for nothing', () => {
    const admission = new Admission(2, 0);
    for (let forged = 0; forged < 100; forged += 1) {
      expect(knock(admission, 0)).toBe(0);
      admission.giveBack();
    }
    expect(knocks(admission, 3, 0)).toEqual([0, 0, 500]);
  });
});
