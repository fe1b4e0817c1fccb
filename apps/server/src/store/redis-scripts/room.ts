/**
 * What all scripts of a room begin with. Redis runs a script to its end before anything else: that makes a verb atomic.
 *
 * A place (`participants` or `waiting`, by connection id) is `{order, socketId, tokenHash, podId, sessionId, moves}` with
 * `participant` and where its media goes (`media`), or with `person` and `media`. Whose socket is lost stands in `lost` too, with the time until which the place is kept.
 */
export const room = `
local ROOM, PARTICIPANTS, WAITING, LOST, ADMITTED, REMOVED, EVENTS, CHAT, CHAT_IDS = unpack(KEYS)
local arg = cjson.decode(ARGV[1])

local function exists() return redis.call('EXISTS', ROOM) == 1 end
local function has(flag) return redis.call('HGET', ROOM, flag) == '1' end
local function set(flag, value) redis.call('HSET', ROOM, flag, value and '1' or '0') end

-- Each key of the room lives as long as the room itself, whichever verb wrote it first.
local function keep(key) redis.call('PEXPIREAT', key, redis.call('PEXPIRETIME', ROOM)) end

local function find(key, connectionId)
  local json = redis.call('HGET', key, connectionId)
  return json and cjson.decode(json) or nil
end

local function put(key, connectionId, place)
  redis.call('HSET', key, connectionId, cjson.encode(place))
  keep(key)
end

local function drop(key, connectionId)
  redis.call('ZREM', LOST, connectionId)
  return redis.call('HDEL', key, connectionId) == 1
end

-- In the order they came.
local function all(key)
  local places = {}
  for _, json in ipairs(redis.call('HVALS', key)) do places[#places + 1] = cjson.decode(json) end
  table.sort(places, function(one, other) return one.order < other.order end)
  return places
end

local function append(type, payload, stamp, about)
  local sender = stamp.by or about or {}
  local event = cjson.encode({
    type = type, roomId = arg.roomId, senderUserId = sender.userId, senderConnectionId = sender.connectionId,
    timestamp = stamp.at, epoch = redis.call('HGET', ROOM, 'epoch'), seq = redis.call('HINCRBY', ROOM, 'seq', 1),
    payload = payload,
  })
  redis.call('RPUSH', EVENTS, event)
  redis.call('LTRIM', EVENTS, -arg.eventsKept, -1)
  keep(EVENTS)
  return event
end

local function snapshot()
  local head = redis.call('HMGET', ROOM, 'seq', 'epoch', 'info', 'waitingRoom', 'locked', 'ended', 'topology')
  return { head, redis.call('HVALS', PARTICIPANTS), redis.call('LRANGE', CHAT, 0, -1) }
end
`;

/** Changes of one participant; on top of {@link room}. */
export const participant = `
-- Nil where all is so already.
local function change(place, wanted, stamp)
  local changed = {}
  for key, value in pairs(wanted) do
    if place.participant[key] ~= value then changed[key] = value end
  end
  if next(changed) == nil then return nil end
  for key, value in pairs(changed) do place.participant[key] = value end
  local connectionId = place.participant.connectionId
  put(PARTICIPANTS, connectionId, place)
  return append('participant_state', { connectionId = connectionId, change = changed }, stamp, place.participant)
end

local function share(place, screenShare, stamp)
  if place.participant.screenShare == cjson.null and screenShare == cjson.null then return nil end
  place.participant.screenShare = screenShare
  local connectionId = place.participant.connectionId
  put(PARTICIPANTS, connectionId, place)
  return append('screen_share', { connectionId = connectionId, screenShare = screenShare }, stamp, place.participant)
end

local function lose(key, connectionId, place, untilMs, stamp)
  redis.call('ZADD', LOST, untilMs, connectionId)
  keep(LOST)
  return key == PARTICIPANTS and change(place, { connection = 'reconnecting' }, stamp) or nil
end
`;

/** Giving someone a place in the room; on top of {@link room}. */
export const seat = `
local function seat(knock, role, stamp)
  local person = knock.person
  local isLost = redis.call('ZSCORE', LOST, person.connectionId)
  local participant = {
    connectionId = person.connectionId, userId = person.userId, name = person.name, avatarUrl = person.avatarUrl,
    role = role, microphone = knock.media.microphone, camera = knock.media.camera,
    handRaisedAt = cjson.null, screenShare = cjson.null, connection = isLost and 'reconnecting' or 'connected',
    incarnation = 0, joinedAt = stamp.at,
  }
  put(PARTICIPANTS, person.connectionId, {
    order = redis.call('HINCRBY', ROOM, 'order', 1), participant = participant,
    socketId = knock.socketId, tokenHash = knock.tokenHash, podId = knock.podId,
    sessionId = knock.sessionId, moves = knock.moves,
  })
  redis.call('SADD', ADMITTED, person.userId)
  keep(ADMITTED)
  redis.call('SREM', REMOVED, person.userId)
  return append('user_joined', { participant = participant }, { at = stamp.at }, participant)
end
`;

/** Taking someone out of the room; on top of {@link room}. */
export const unseat = `
local function unseat(place, reason, stamp)
  local gone = place.participant
  drop(PARTICIPANTS, gone.connectionId)
  local payload = { connectionId = gone.connectionId, userId = gone.userId, name = gone.name, reason = reason }
  return append('user_left', payload, stamp, gone)
end
`;
