import { participant, room, unseat } from './room.ts';

/** `{connectionId, stamp}` */
export const leave = `${room}${unseat}
local place = find(PARTICIPANTS, arg.connectionId)
if place then return { 'room', unseat(place, 'left', arg.stamp) } end
return drop(WAITING, arg.connectionId) and { 'waiting' } or false
`;

/** `{connectionId, socketId, untilMs, stamp}` */
export const lose = `${room}${participant}
for _, key in ipairs({ PARTICIPANTS, WAITING }) do
  local place = find(key, arg.connectionId)
  if place and place.socketId == arg.socketId then
    return lose(key, arg.connectionId, place, arg.untilMs, arg.stamp) or false
  end
end
return false
`;

/** `{podId, untilMs, stamp}`: all who were connected to a pod that is dead. Who is lost already keeps their time. */
export const losePod = `${room}${participant}
local events = {}
for _, key in ipairs({ PARTICIPANTS, WAITING }) do
  for _, place in ipairs(all(key)) do
    local connectionId = (place.participant or place.person).connectionId
    if place.podId == arg.podId and not redis.call('ZSCORE', LOST, connectionId) then
      events[#events + 1] = lose(key, connectionId, place, arg.untilMs, arg.stamp)
    end
  end
end
return events
`;

/** `{userId, stamp}` */
export const remove = `${room}${unseat}
if not exists() then return { {}, {} } end
redis.call('SREM', ADMITTED, arg.userId)
redis.call('SADD', REMOVED, arg.userId)
keep(REMOVED)
local left, waiting = {}, {}
for _, place in ipairs(all(PARTICIPANTS)) do
  if place.participant.userId == arg.userId then left[#left + 1] = unseat(place, 'removed', arg.stamp) end
end
for _, knock in ipairs(all(WAITING)) do
  if knock.person.userId == arg.userId then
    drop(WAITING, knock.person.connectionId)
    waiting[#waiting + 1] = knock.person.connectionId
  end
end
return { left, waiting }
`;

/** `{sessionId, stamp}` */
export const leaveSession = `${room}${unseat}
local left, waiting = {}, {}
for _, place in ipairs(all(PARTICIPANTS)) do
  if place.sessionId == arg.sessionId then left[#left + 1] = unseat(place, 'left', arg.stamp) end
end
for _, knock in ipairs(all(WAITING)) do
  if knock.sessionId == arg.sessionId then
    drop(WAITING, knock.person.connectionId)
    waiting[#waiting + 1] = knock.person.connectionId
  end
end
return { left, waiting }
`;

/** `{nowMs, stamp}`. Answers also when the room is due next. */
export const reap = `${room}${unseat}
local expiresAtMs = tonumber(redis.call('HGET', ROOM, 'expiresAtMs') or nil)
if not expiresAtMs then return { 'reaped', {}, 0, false } end
if expiresAtMs <= arg.nowMs then
  local places = redis.call('HVALS', PARTICIPANTS)
  redis.call('DEL', unpack(KEYS))
  return { 'expired', places }
end
local left, waitingChanged = {}, 0
for _, connectionId in ipairs(redis.call('ZRANGEBYSCORE', LOST, '-inf', arg.nowMs)) do
  local place = find(PARTICIPANTS, connectionId)
  if place then
    left[#left + 1] = unseat(place, 'lost', arg.stamp)
  elseif drop(WAITING, connectionId) then
    waitingChanged = 1
  end
end
local nextLost = redis.call('ZRANGE', LOST, 0, 0, 'WITHSCORES')[2]
return { 'reaped', left, waitingChanged, nextLost or tostring(expiresAtMs) }
`;

/** `{}` */
export const end = `${room}
if not exists() or has('ended') then return false end
local places = redis.call('HVALS', PARTICIPANTS)
set('ended', true)
redis.call('DEL', PARTICIPANTS, WAITING, LOST)
return places
`;
