import type * as z from 'zod/mini';
import { type ClientMessage, type ClientMessageType, clientSchemas } from './client-messages.ts';
import type { ErrorCode } from './error-codes.ts';
import { MessageId } from './ids.ts';
import {
  eventSchemas,
  type RoomEventType,
  type ServerMessage,
  type ServerMessageType,
  serverSchemas,
} from './server-messages.ts';

export const SUBPROTOCOL = 'cline-meet.v1';

export type Decoded<Message> =
  | { ok: true; message: Message }
  /** `id` is the client's, where one could be read, so that the error can quote it. */
  | { ok: false; code: Extract<ErrorCode, 'invalid_message' | 'unknown_type'>; detail: string; id?: MessageId };

/** Decodes a client's frame. Never throws; unknown fields are stripped. */
export function decodeClientMessage(frame: string): Decoded<ClientMessage> {
  return decode<ClientMessage>(clientSchemas, frame);
}

/** Decodes a server's frame. Never throws; a type that this version does not know is `unknown_type`. */
export function decodeServerMessage(frame: string): Decoded<ServerMessage> {
  return decode<ServerMessage>(serverSchemas, frame);
}

export function isClientMessageType(type: string): type is ClientMessageType {
  return Object.hasOwn(clientSchemas, type);
}

export function isRoomEvent(message: ServerMessage): message is ServerMessage<RoomEventType> {
  return Object.hasOwn(eventSchemas, message.type);
}

type Schemas = Partial<Record<ClientMessageType | ServerMessageType, z.ZodMiniType>>;

function decode<Message>(schemas: Schemas, frame: string): Decoded<Message> {
  let json: unknown;
  try {
    json = JSON.parse(frame);
  } catch {
    return { ok: false, code: 'invalid_message', detail: 'not JSON' };
  }
  if (typeof json !== 'object' || json === null || !('type' in json) || typeof json.type !== 'string') {
    return { ok: false, code: 'invalid_message', detail: 'no type' };
  }
  const parsedId = 'id' in json ? MessageId.safeParse(json.id) : null;
  const id = parsedId?.success ? { id: parsedId.data } : {};
  const schema = Object.hasOwn(schemas, json.type) ? schemas[json.type as keyof Schemas] : undefined;
  if (!schema) return { ok: false, code: 'unknown_type', detail: json.type.slice(0, 64), ...id };
  const parsed = schema.safeParse(json);
  if (parsed.success) return { ok: true, message: parsed.data as Message };
  const issue = parsed.error.issues[0];
  return {
    ok: false,
    code: 'invalid_message',
    detail: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`,
    ...id,
  };
}
