import { clientSchemas } from '@cline-meet/protocol';
import { describe, expect, it } from 'vitest';
import type { Actor, Standing } from './model.ts';
import { type PlacedMessageType, permissions, permit } from './permissions.ts';
import { newcomer, ticketRoom } from './room-fixtures.ts';

const actor = (standing: Standing): Actor => ({ ...newcomer('Ken'), roomId: ticketRoom().roomId, standing });
const types = Object.keys(permissions) as PlacedMessageType[];
const allowedFor = (standing: Standing) =>
  types.filter((type) => {
    try {
      permit(actor(standing), type);
      return true;
    } catch {
      return false;
    }
  });

describe('permissions', () => {
  it('has a row for every message that needs a place', () => {
    expect([...types, 'join_room'].sort()).toEqual(Object.keys(clientSchemas).sort());
  });

  it('lets who waits do nothing but ping and leave', () => {
    expect(allowedFor('waiting').sort()).toEqual(['leave_room', 'ping']);
  });

  it('keeps host commands from everyone else, and lets a host do everything', () => {
    const commands = ['admit_user', 'end_room', 'mute_user', 'remove_user', 'room_settings'];
    expect(types.filter((type) => !allowedFor('participant').includes(type)).sort()).toEqual(commands);
    expect(allowedFor('host')).toEqual(types);
  });

  it('says why: not_joined to who waits, forbidden to who is in', () => {
    expect(() => permit(actor('waiting'), 'end_room')).toThrow('not_joined');
    expect(() => permit(actor('participant'), 'end_room')).toThrow('forbidden');
  });
});
