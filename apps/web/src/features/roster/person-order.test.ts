import type { ConnectionId, Participant } from '@cline-meet/protocol';
import { expect, test } from 'vitest';
import { orderPeople } from './person-order.ts';

const person = (name: string, handRaisedAt: string | null = null) =>
  ({ connectionId: name as ConnectionId, name, handRaisedAt }) as Participant;
const people = [
  person('Zoé', '2026-01-31T09:00:02.000Z'),
  person('Bob'),
  person('ada', '2026-01-31T09:00:01.000Z'),
  person('山田'),
];
const order = (search: string) => orderPeople(people, 'Bob' as ConnectionId, search, 'en');
const names = (list: Participant[]) => list.map((each) => each.name);

test('hands stand in order of raising, everybody by name after oneself', () => {
  expect(names(order('').raised)).toEqual(['ada', 'Zoé']);
  expect(names(order('').all)).toEqual(['Bob', 'ada', 'Zoé', '山田']);
});

test('a search looks past case, accents and full-width letters', () => {
  expect(names(order('zoe').all)).toEqual(['Zoé']);
  expect(names(order('ＡＤＡ').all)).toEqual(['ada']);
  expect(names(order('nobody').all)).toEqual([]);
});
