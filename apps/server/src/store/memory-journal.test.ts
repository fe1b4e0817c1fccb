import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../room/journal.ts';
import { ticketRoom } from '../room/room-fixtures.ts';
import { MemoryJournal } from './memory-journal.ts';

const { roomId } = ticketRoom();
const entry = (at: string): JournalEntry => ({ type: 'ended', roomId, at });
const noPause = () => Promise.resolve();

describe('MemoryJournal', () => {
  it('hands over in order what came before and after the start, and close waits for it', async () => {
    const journal = new MemoryJournal(noPause);
    const seen: string[] = [];
    journal.append(entry('1'));
    journal.start(async (entries) => {
      await Promise.resolve();
      seen.push(...entries.map(({ at }) => at));
    });
    journal.append(entry('2'));
    journal.append(entry('3'));
    await journal.close();
    expect(seen).toEqual(['1', '2', '3']);
  });

  it('hands a failed batch over again, before anything later', async () => {
    const journal = new MemoryJournal(noPause);
    const seen: string[][] = [];
    journal.append(entry('1'));
    journal.start(async (entries) => {
      seen.push(entries.map(({ at }) => at));
      if (seen.length === 1) throw new Error('database is down');
    });
    await journal.close();
    expect(seen).toEqual([['1'], ['1']]);
  });

  it('gives up at the close where the reader never succeeds', async () => {
    const journal = new MemoryJournal(noPause);
    let tries = 0;
    journal.append(entry('1'));
    journal.start(async () => {
      tries += 1;
      throw new Error('database is down');
    });
    await journal.close();
    expect(tries).toBe(3);
  });
});
