import { closeCodes, errorCodes } from '@cline-meet/protocol';
import { expect, test } from 'vitest';
import { en } from '../../i18n/en/catalogue.ts';
import { endingOf, endingText } from './left-reason.ts';

test('every reason has a title and a sentence', () => {
  for (const reason of [...errorCodes, ...(Object.keys(closeCodes) as (keyof typeof closeCodes)[])]) {
    expect(en.meeting.left[endingOf(reason).title], reason).toMatch(/\w/);
    // One name, `internal`, is in both lists.
    expect(endingText(en, reason), reason).toMatch(/\w/);
  }
});

test('whoever signed out is told so, also where only a missing ticket shows it', () => {
  for (const reason of ['signedOut', 'unauthorized'] as const) {
    expect(endingOf(reason)).toEqual({ title: 'signedOut', rejoin: 'rejoin' });
  }
});

test('nobody is offered to come back to a meeting that is over', () => {
  expect(endingOf('roomEnded').rejoin).toBeNull();
  expect(endingOf('roomExpired').rejoin).toBeNull();
  expect(endingOf('left').rejoin).toBe('rejoin');
  expect(endingOf('removed').rejoin).toBe('askAgain');
});
