import { describe, expect, it } from 'vitest';
import { RateLimit } from './rate-limit.ts';
import { TokenBucket } from './token-bucket.ts';

describe('TokenBucket', () => {
  it('gives its burst, says how long to wait, and refills no further than the burst', () => {
    const bucket = new TokenBucket({ burst: 2, perSecond: 4 }, 0);
    expect([bucket.take(0), bucket.take(0), bucket.take(0)]).toEqual([0, 0, 250]);
    expect(bucket.take(250)).toBe(0);
    expect([bucket.take(60_000), bucket.take(60_000), bucket.take(60_000)]).toEqual([0, 0, 250]);
  });

  it('is not fooled by a clock that goes back', () => {
    const bucket = new TokenBucket({ burst: 1, perSecond: 1 }, 10_000);
    expect([bucket.take(10_000), bucket.take(0), bucket.take(500)]).toEqual([0, 1000, 500]);
  });
});

describe('RateLimit', () => {
  it('lets a newcomer to a full mesh signal at once, and a chatterer not', () => {
    const rate = new RateLimit(0);
    const signals = Array.from({ length: 500 }, () => rate.message('ice_candidate', 0).pass);
    const chats = Array.from({ length: 11 }, () => rate.message('chat_message', 0).pass);
    expect(signals.every(Boolean)).toBe(true);
    expect(chats.filter(Boolean)).toHaveLength(10);
  });

  it('lets who keeps pressing a reaction react at their pace for as long as they like', () => {
    const rate = new RateLimit(0);
    const presses = Array.from({ length: 500 }, (_, index) => rate.message('reaction', index * 400).pass);
    expect(presses.every(Boolean)).toBe(true);
    const script = Array.from({ length: 20 }, () => rate.message('reaction', 200_000).pass);
    expect(script.filter(Boolean)).toHaveLength(10);
  });

  it('calls it a flood when refusals are ignored, and forgives who slows down', () => {
    const rate = new RateLimit(0);
    const verdicts = Array.from({ length: 100 }, () => rate.message('chat_message', 0));
    expect(verdicts.findIndex((verdict) => !verdict.pass && verdict.isFlood)).toBe(60);
    expect(rate.message('chat_message', 10_000).pass).toBe(true);
  });
});
