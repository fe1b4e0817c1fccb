import { expect, it } from 'vitest';
import { createOriginCheck } from './origin-check.ts';

const check = createOriginCheck('https://meet.example.org');

it.each([
  ['https://meet.example.org', '10.0.0.7:8080', true],
  ['http://localhost:8080', 'localhost:8080', true],
  [undefined, 'localhost:8080', true],
  ['https://evil.example.org', 'meet.example.org', false],
  ['https://meet.example.org.evil.example', 'meet.example.org', false],
  ['null', 'meet.example.org', false],
])('a page of %s on host %s: %s', (origin, host, allowed) => {
  expect(check(origin, host)).toBe(allowed);
});
