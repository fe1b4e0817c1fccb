import { describe, expect, it } from 'vitest';
import { closeCodes, closeName, shouldReconnect } from './error-codes.ts';

describe('close codes', () => {
  it('are all different', () => {
    const codes = Object.values(closeCodes).map((close) => close.code);
    expect(new Set(codes).size).toBe(codes.length);
  });

  it('are of the ranges that an application may send (RFC 6455, section 7.4.2)', () => {
    for (const { code } of Object.values(closeCodes)) {
      expect(code === 1000 || code === 1001 || (code >= 4000 && code <= 4999)).toBe(true);
    }
  });

  it.each([
    [1000, 'left', false],
    [4403, 'notAdmitted', false],
    [4410, 'roomEnded', false],
    [4503, 'draining', true],
    [1006, null, true],
    [4999, null, true],
  ])('%i is %s; reconnect: %s', (code, name, reconnect) => {
    expect(closeName(code)).toBe(name);
    expect(shouldReconnect(code)).toBe(reconnect);
  });
});
