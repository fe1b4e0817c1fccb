import { participant, room, seat } from './room.ts';

/**
 * `{person, media, role, hold, maxParticipants, maxWaiting, stamp}`, and for a room that is not open yet
 * `{epoch, info, waitingRoom, locked, expiresAtMs, ttlMs}`.
 */
export const enter = `${room}${seat}
local isNew = not exists()
if isNew then
  redis.call('HSET', ROOM, 'epoch', arg.epoch, 'seq', 0, 'info', arg.info, 'expiresAtMs', arg.expiresAtMs)
  redis.call('PEXPIRE', ROOM, arg.ttlMs)
  set('waitingRoom', arg.waitingRoom)
  set('locked', arg.locked)
end
local person, isHost = arg.person, arg.role == 'host'
local isRemoved = redis.call('SISMEMBER', REMOVED, person.userId) == 1
local isAdmitted = redis.call('SISMEMBER', ADMITTED, person.userId) == 1
local knocks = not isHost and (isRemoved or (has('waitingRoom') and not isAdmitted))

local function refusal()
  if has('ended') then return 'room_ended' end
  if has('locked') and not isHost then return 'room_locked' end
  local isFull = redis.call('HLEN', PARTICIPANTS) >= arg.maxParticipants
  if knocks then isFull = redis.call('HLEN', WAITING) >= arg.maxWaiting end
  return isFull and 'room_full' or nil
end

local code = refusal()
if code then return { isNew, 'refused', code } end
local knock = arg.hold
knock.person, knock.media = person, arg.media
if not knocks then
  local event = seat(knock, arg.role, arg.stamp)
  return { isNew, 'joined', event, snapshot() }
end
knock.order = redis.call('HINCRBY', ROOM, 'order', 1)
put(WAITING, person.connectionId, knock)
return { isNew, 'waiting' }
`;

/**
 * `{connectionId, hold, media, reloaded, stamp}`. The comparison leaks no timing: Lua interns its strings, so it compares
 * two addresses, and of hashes at that.
 */
export const resume = `${room}${participant}
if not exists() then return { 'gone' } end
if has('ended') then return { 'ended' } end
local key = PARTICIPANTS
local place = find(key, arg.connectionId)
if not place then
  key = WAITING
  place = find(key, arg.connectionId)
end
if not place or place.tokenHash ~= arg.hold.tokenHash then return { 'gone' } end
place.socketId, place.podId = arg.hold.socketId, arg.hold.podId
place.moves = (place.moves or 0) + 1
redis.call('ZREM', LOST, arg.connectionId)
put(key, arg.connectionId, place)
-- A place that a former version gave has no session; nil would end the answer here.
local expiresAtMs, sessionId = redis.call('HGET', ROOM, 'expiresAtMs'), place.sessionId or ''
if key == WAITING then return { 'waiting', expiresAtMs, place.moves, sessionId, cjson.encode(place.person) } end

-- What was off stays off; a new page has lost its screen capture and needs new peer connections.
local events, was = {}, place.participant
if arg.reloaded then events[1] = share(place, cjson.null, arg.stamp) end
events[#events + 1] = change(place, {
  connection = 'connected',
  microphone = was.microphone and arg.media.microphone,
  camera = was.camera and arg.media.camera,
  incarnation = arg.reloaded and was.incarnation + 1 or was.incarnation,
}, arg.stamp)
return { 'joined', expiresAtMs, place.moves, sessionId, cjson.encode(place.participant), events, snapshot() }
`;

const chosen = `
local function chosen()
  if arg.who == 'everyone' then return all(WAITING) end
  return { find(WAITING, arg.who) }
end
`;

/** `{who, maxParticipants, stamp}` */
export const admit = `${room}${seat}${chosen}
local admitted, isFull = {}, false
for _, knock in ipairs(chosen()) do
  if redis.call('HLEN', PARTICIPANTS) >= arg.maxParticipants then
    isFull = true
    break
  end
  redis.call('HDEL', WAITING, knock.person.connectionId)
  admitted[#admitted + 1] = seat(knock, 'participant', arg.stamp)
end
return { admitted, isFull }
`;

/** `{who}` */
export const deny = `${room}${chosen}
local denied = {}
for _, knock in ipairs(chosen()) do
  drop(WAITING, knock.person.connectionId)
  denied[#denied + 1] = knock.person.connectionId
end
return denied
`;
