import { expect, it } from 'vitest';
import { Route } from './route.ts';

const hubs = ['a', 'b', 'c'];

it('leads a room to one server while that is well, and rooms to all', () => {
  const route = new Route(hubs, () => 0);
  expect([0, 1, 2, 3].map((room) => route.to(room))).toEqual(['a', 'b', 'c', 'a']);
});

it('passes over a server that took no socket, for a second', () => {
  let nowMs = 0;
  const route = new Route(hubs, () => nowMs);
  route.failed('b');
  expect(route.to(1)).not.toBe('b');
  expect(route.to(0)).toBe('a');
  nowMs = 1000;
  expect(route.to(1)).toBe('b');
});

it('passes over what probes found not ready, and tries all where none is', () => {
  const route = new Route(hubs, () => 0);
  route.areUnready(['a', 'c']);
  expect([0, 1, 2].map((room) => route.to(room))).toEqual(['b', 'b', 'b']);
  route.areUnready(hubs);
  expect(route.to(2)).toBe('c');
  route.areUnready([]);
  expect(route.to(0)).toBe('a');
});
