import { participant, room } from './room.ts';

/** `{connectionId, change, stamp}` */
export const changeParticipant = `${room}${participant}
local place = find(PARTICIPANTS, arg.connectionId)
if not place then return { 'absent' } end
local event = change(place, arg.change, arg.stamp)
return event and { 'changed', event } or { 'unchanged' }
`;

/** `{connectionId, screenShare, stamp}` */
export const shareScreen = `${room}${participant}
local place = find(PARTICIPANTS, arg.connectionId)
if not place then return { 'absent' } end
local event = share(place, arg.screenShare, arg.stamp)
return event and { 'changed', event } or { 'unchanged' }
`;

/** `{who, host, stamp}` */
export const mute = `${room}
if not exists() then return { 'absent' } end
local isEveryone = arg.who == 'everyone'
local places = isEveryone and all(PARTICIPANTS) or { find(PARTICIPANTS, arg.who) }
if not isEveryone and #places == 0 then return { 'absent' } end
local muted = {}
for _, place in ipairs(places) do
  local connectionId = place.participant.connectionId
  if place.participant.microphone and not (isEveryone and connectionId == arg.host.connectionId) then
    place.participant.microphone = false
    put(PARTICIPANTS, connectionId, place)
    muted[#muted + 1] = connectionId
  end
end
if #muted == 0 then return { 'unchanged' } end
return { 'changed', append('mute_user', { connectionIds = muted, byName = arg.host.name }, arg.stamp) }
`;

/** `{change, stamp}` */
export const changeSettings = `${room}
if not exists() then return { 'absent' } end
local settings, isChanged = {}, false
for _, flag in ipairs({ 'waitingRoom', 'locked' }) do
  settings[flag] = has(flag)
  local wanted = arg.change[flag]
  if wanted ~= nil and wanted ~= settings[flag] then
    settings[flag], isChanged = wanted, true
    set(flag, wanted)
  end
end
if not isChanged then return { 'unchanged' } end
return { 'changed', append('room_settings', settings, arg.stamp) }
`;

/** `{draft, stamp, chatKept}`. `chat` holds the messages, `chat-ids` who said which of them and its seq. */
export const appendChat = `${room}
local place = find(PARTICIPANTS, arg.draft.connectionId)
if not place then return { 'absent' } end
local userId, messageId = place.participant.userId, arg.draft.messageId
local said = redis.call('HGET', CHAT_IDS, userId .. ' ' .. messageId)
if said then return { 'duplicate', said } end
local entry = {
  messageId = messageId, connectionId = arg.draft.connectionId, userId = userId,
  name = place.participant.name, text = arg.draft.text, sentAt = arg.stamp.at,
}
local event = append('chat_message', entry, arg.stamp, entry)
redis.call('HSET', CHAT_IDS, userId .. ' ' .. messageId, redis.call('HGET', ROOM, 'seq'))
if redis.call('RPUSH', CHAT, cjson.encode(entry)) > arg.chatKept then
  local oldest = cjson.decode(redis.call('LPOP', CHAT))
  redis.call('HDEL', CHAT_IDS, oldest.userId .. ' ' .. oldest.messageId)
end
keep(CHAT)
keep(CHAT_IDS)
return { 'stored', event }
`;
