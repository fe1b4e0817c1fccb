import { describe, expect, it } from 'vitest';
import { levelOf, nextSpeaking, type Speaking, silent } from './speaking.ts';

/** Feeds levels, one each 50 ms, and tells at which of them somebody speaks. */
function judge(levels: number[]): boolean[] {
  let state: Speaking = silent;
  return levels.map((level, index) => {
    state = nextSpeaking(state, level, index * 50);
    return state.speaking;
  });
}

const loud = (count: number) => Array.from({ length: count }, () => 0.6);
const quiet = (count: number) => Array.from({ length: count }, () => 0.05);

describe('nextSpeaking', () => {
  it('starts with a lasting level and stops with a lasting silence', () => {
    const judged = judge([...quiet(5), ...loud(10), ...quiet(20)]);
    expect(judged.indexOf(true)).toBe(7);
    expect(judged.lastIndexOf(true)).toBe(26);
  });

  it('does not take a knock for speech', () => {
    expect(judge([...loud(2), ...quiet(1), ...loud(2), ...quiet(5)])).not.toContain(true);
  });

  it('bridges the pauses between words', () => {
    expect(judge([...loud(5), ...quiet(8), ...loud(2), ...quiet(8), ...loud(2)]).slice(2)).not.toContain(false);
  });

  it('does not flicker between the two thresholds', () => {
    expect(judge([...loud(5), ...Array.from({ length: 40 }, () => 0.2)]).at(-1)).toBe(true);
    expect(judge(Array.from({ length: 40 }, () => 0.2))).not.toContain(true);
  });
});

describe('levelOf', () => {
  const sine = (amplitude: number) => Float32Array.from({ length: 1024 }, (_, n) => amplitude * Math.sin(n / 5));

  it('is 0 for silence and 1 for the loudest', () => {
    expect([levelOf(new Float32Array(1024)), levelOf(sine(1))]).toEqual([0, 1]);
  });

  it('grows with the amplitude, and a voice is in its middle', () => {
    const levels = [0.001, 0.01, 0.05, 0.2].map((amplitude) => levelOf(sine(amplitude)));
    expect(levels).toEqual([...levels].sort((one, other) => one - other));
    expect(levels[2]).toBeGreaterThan(0.3);
    expect(levels[2]).toBeLessThan(0.8);
  });
});
