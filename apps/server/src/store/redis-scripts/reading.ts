import { room } from './room.ts';

/** `{epoch, seq}` */
export const eventsAfter = `${room}
local epoch, seq = unpack(redis.call('HMGET', ROOM, 'epoch', 'seq'))
if epoch ~= arg.epoch or has('ended') then return false end
local missed = tonumber(seq) - arg.seq
if missed < 0 or missed > redis.call('LLEN', EVENTS) then return false end
return missed == 0 and {} or redis.call('LRANGE', EVENTS, -missed, -1)
`;

/** `{}` */
export const snapshot = `${room}
return exists() and snapshot() or false
`;
