import type { ClientMessage, ClientMessageType, ServerMessage } from '@cline-meet/protocol';
import { admitUser } from '../room/admit.ts';
import { chatMessage } from '../room/chat.ts';
import type { RoomContext } from '../room/context.ts';
import { dismissEveryone, endRoom } from '../room/end.ts';
import { leaveRoom } from '../room/leave.ts';
import { MediaPlaces } from '../room/media-places.ts';
import { mediaRequest } from '../room/media-request.ts';
import { mediaState } from '../room/media-state.ts';
import { type Actor, type Done, Refused } from '../room/model.ts';
import { muteUser, removeUser } from '../room/moderate.ts';
import { type PlacedMessageType, permit } from '../room/permissions.ts';
import { screenShare } from '../room/present.ts';
import { raiseHand } from '../room/raise-hand.ts';
import { react } from '../room/react.ts';
import { relay, type Signal } from '../room/relay.ts';
import { roomSettings } from '../room/settings.ts';
import type { Client } from './client.ts';
import { type EntranceContext, enterRoom } from './entrance.ts';
import type { PlainSignal } from './plain-signal.ts';

/** What a message is answered with. `afterwards` runs when the answer has been sent. */
interface Answer {
  readonly reply?: ServerMessage | undefined;
  readonly afterwards?: () => void | Promise<void>;
}

/** One handler a message type: a missing one does not compile. */
type Handlers = { [Type in ClientMessageType]: (client: Client, message: ClientMessage<Type>) => Promise<Answer> };

type ParsedSignal = ClientMessage<Signal['type']>;
type PlacedMessage = ClientMessage<PlacedMessageType>;
type Verb<Message extends PlacedMessage> = (room: RoomContext, actor: Actor, message: Message) => Promise<Done>;

/** A message that was read: by its schema, or as a signal that is passed on as it came. */
export type Received = ClientMessage | PlainSignal;
export type Dispatch = (client: Client, message: Received) => Promise<void>;

/** Brings each message to its verb, and the verb's answer to the client. Throws `Refused` where it is refused. */
export function createDispatch(door: EntranceContext): Dispatch {
  const handlers = createHandlers(door);
  return async (client, message) => {
    if (message.roomId !== client.roomId) throw new Refused('not_joined');
    if ('payloadJson' in message) {
      await relay(door.room, placeOf(client), message);
      return;
    }
    // The handler and the message are of one type: TypeScript does not follow the pair through the union.
    const handle = handlers[message.type] as (client: Client, message: ClientMessage) => Promise<Answer>;
    const { reply, afterwards } = await handle(client, message);
    if (reply) client.send(reply);
    await afterwards?.();
  };
}

function createHandlers(door: EntranceContext): Handlers {
  const { room, rooms, messages, metrics } = door;
  const places = new MediaPlaces(room);
  const verb =
    <Message extends PlacedMessage>(act: Verb<Message>, afterwards?: (client: Client, actor: Actor) => Promise<void>) =>
    async (client: Client, message: Message): Promise<Answer> => {
      const actor = placeOf(client);
      const { seq } = await act(room, actor, message).catch((error: unknown) => {
        // The room or the place is gone, and nobody has told this client: what became of them is looked up now.
        const isAstray = error instanceof Refused && error.code === 'not_joined' && actor.standing !== 'waiting';
        if (isAstray) void rooms.find(client.roomId)?.catchUp();
        throw error;
      });
      const reply = message.id === undefined ? undefined : messages.ack(client.roomId, message.id, seq);
      return { reply, afterwards: async () => afterwards?.(client, actor) };
    };
  return {
    join_room: async (client, { payload }) => {
      await enterRoom(door, client, payload);
      return {};
    },
    leave_room: verb(leaveRoom, async (client) => client.close('left')),
    ping: async (client, { id }) => {
      permit(placeOf(client), 'ping');
      return { reply: messages.pong(client.roomId, id) };
    },
    webrtc_offer: verb(relayParsed),
    webrtc_answer: verb(relayParsed),
    ice_candidate: verb(relayParsed),
    media_request: async (client, message) => {
      await mediaRequest(room, placeOf(client), message, rooms.find(client.roomId)?.topology ?? null, places);
      return {};
    },
    call_report: async (client, { payload }) => {
      permit(placeOf(client), 'call_report');
      // One a socket: more would weigh one call more than another.
      if (client.isFirstReport()) metrics.calls.count(payload);
      return {};
    },
    chat_message: verb(chatMessage),
    mute_user: verb(muteUser),
    admit_user: verb(admitUser),
    screen_share: verb(screenShare),
    media_state: verb(mediaState),
    raise_hand: verb(raiseHand),
    reaction: verb(react),
    remove_user: verb(removeUser),
    room_settings: verb(roomSettings),
    end_room: verb(endRoom, (_client, actor) => dismissEveryone(room, actor)),
  };
}

/** For a signal that is written otherwise than the sdk writes it. */
function relayParsed(room: RoomContext, actor: Actor, { payload, ...signal }: ParsedSignal): Promise<Done> {
  return relay(room, actor, { ...signal, payloadJson: JSON.stringify(payload) });
}

function placeOf({ actor }: Client): Actor {
  if (!actor) throw new Refused('not_joined');
  return actor;
}
