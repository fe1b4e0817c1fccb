import { MessageId } from '@cline-meet/protocol';

/** A random id of 128 bits. `crypto.randomUUID` would not do: browsers withhold it from insecure origins. */
export function createMessageId(): MessageId {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return MessageId.parse(Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''));
}
