import { room } from './room.ts';

/** On top of {@link room}. Empty lists are left out: Lua cannot tell them from objects. */
const arrangement = `
local function rearrange(topology, stamp)
  if topology.relays and #topology.relays == 0 then topology.relays = nil end
  redis.call('HSET', ROOM, 'topology', cjson.encode(topology))
  return append('media_topology', topology, stamp)
end

-- Nil for a room that was never arranged.
local function arranged()
  local json = redis.call('HGET', ROOM, 'topology')
  return json and cjson.decode(json) or nil
end
`;

/** `{from, topology, stamp}`. A room that was never arranged is a mesh that its epoch names. */
export const arrangeMedia = `${room}${arrangement}
if not exists() or has('ended') then return { 'absent' } end
local topology = arranged()
local current = topology and topology.id or redis.call('HGET', ROOM, 'epoch')
if current ~= arg.from then return { 'unchanged' } end
return { 'changed', rearrange(arg.topology, arg.stamp) }
`;

/** `{topologyId, nodeId, stamp}` */
export const removeRelay = `${room}${arrangement}
if not exists() or has('ended') then return { 'absent' } end
local topology, relays = arranged(), {}
if not topology or topology.id ~= arg.topologyId then return { 'unchanged' } end
local before = topology.relays or {}
for _, id in ipairs(before) do
  if id ~= arg.nodeId then relays[#relays + 1] = id end
end
if #relays == #before then return { 'unchanged' } end
topology.relays = relays
return { 'changed', rearrange(topology, arg.stamp) }
`;

/** `{connectionId, topologyId, open, mostOnNode, mostRelays, stamp}`. A place has `media`, `{topologyId, nodeId}`. */
export const placeMedia = `${room}${arrangement}
local place = find(PARTICIPANTS, arg.connectionId)
if not place or has('ended') then return { 'absent' } end
local topology = arranged()
if not topology or topology.id ~= arg.topologyId or topology.mode ~= 'sfu' then return { 'stale' } end
local relays = topology.relays or {}
local people = { [topology.nodeId] = 0 }
for _, id in ipairs(relays) do people[id] = 0 end
for _, json in ipairs(redis.call('HVALS', PARTICIPANTS)) do
  local media = cjson.decode(json).media
  if media and media.topologyId == topology.id and people[media.nodeId] then
    people[media.nodeId] = people[media.nodeId] + 1
  end
end

-- To where others are, else to a node more, else to where fewest are.
local function choose()
  local ofRoom, further = {}, nil
  for _, id in ipairs(arg.open) do
    if people[id] then ofRoom[#ofRoom + 1] = id else further = further or id end
  end
  for _, id in ipairs(ofRoom) do
    if people[id] < arg.mostOnNode then return id end
  end
  if further and #relays < arg.mostRelays then return further end
  local least = ofRoom[1] or topology.nodeId
  for _, id in ipairs(ofRoom) do
    if people[id] < people[least] then least = id end
  end
  return least
end

local media = place.media
if media and media.topologyId == topology.id and people[media.nodeId] then return { 'placed', media.nodeId } end
local nodeId = choose()
place.media = { topologyId = topology.id, nodeId = nodeId }
put(PARTICIPANTS, arg.connectionId, place)
if people[nodeId] then return { 'placed', nodeId } end
relays[#relays + 1] = nodeId
topology.relays = relays
return { 'placed', nodeId, rearrange(topology, arg.stamp) }
`;
