/**
 * What each server does with a chat message, so that they differ in how they speak to sockets and in nothing else: parse,
 * stamp, serialise once.
 */
export interface Chat {
  readonly room: string;
  readonly text: string;
}

let seq = 0;

export function stamped(frame: string): { room: string; message: string } {
  const { room, text } = JSON.parse(frame) as Chat;
  seq += 1;
  const message = { type: 'chat_message', roomId: room, seq, timestamp: new Date().toISOString(), payload: { text } };
  return { room, message: JSON.stringify(message) };
}

/** For servers that keep their own rooms: who is in which. */
export class Rooms<Member> {
  readonly #rooms = new Map<string, Set<Member>>();

  join(room: string, member: Member): void {
    const members = this.#rooms.get(room) ?? new Set();
    this.#rooms.set(room, members.add(member));
  }

  leave(room: string, member: Member): void {
    this.#rooms.get(room)?.delete(member);
  }

  of(room: string): Iterable<Member> {
    return this.#rooms.get(room) ?? [];
  }
}

export const roomOf = (url: string | undefined): string =>
  new URL(url ?? '/', 'http://localhost').searchParams.get('room') ?? '';
