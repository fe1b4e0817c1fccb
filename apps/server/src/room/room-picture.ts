import type { ConnectionId, MediaTopology, Participant, RoomEvent } from '@cline-meet/protocol';
import type { RoomSnapshot } from './model.ts';

type Change = { [Key in keyof Participant]?: Participant[Key] | undefined };

/** Who is in a room and how its media is arranged, as a process follows it by snapshots and events. */
export class RoomPicture {
  readonly #participants = new Map<ConnectionId, Participant>();
  #topology: MediaTopology;
  #epoch: string;
  #seq: number;

  constructor(snapshot: RoomSnapshot) {
    this.#topology = snapshot.room.topology;
    this.#epoch = snapshot.epoch;
    this.#seq = -1;
    this.take(snapshot);
  }

  get topology(): MediaTopology {
    return this.#topology;
  }

  get size(): number {
    return this.#participants.size;
  }

  find(connectionId: ConnectionId): Participant | undefined {
    return this.#participants.get(connectionId);
  }

  /** Takes a snapshot over, unless what is known is later. */
  take({ epoch, seq, room, participants }: RoomSnapshot): void {
    if (epoch === this.#epoch && seq <= this.#seq) return;
    this.#epoch = epoch;
    this.#seq = seq;
    this.#topology = room.topology;
    this.#participants.clear();
    for (const participant of participants) this.#participants.set(participant.connectionId, participant);
  }

  /** Applies an event, unless it is known already. Events come in order; those of another history are none of this one. */
  apply(event: RoomEvent): void {
    if (event.epoch !== this.#epoch || event.seq <= this.#seq) return;
    this.#seq = event.seq;
    switch (event.type) {
      case 'user_joined':
        this.#participants.set(event.payload.participant.connectionId, event.payload.participant);
        return;
      case 'user_left':
        this.#participants.delete(event.payload.connectionId);
        return;
      case 'mute_user':
        for (const id of event.payload.connectionIds) this.#change(id, { microphone: false });
        return;
      case 'screen_share':
        this.#change(event.payload.connectionId, { screenShare: event.payload.screenShare });
        return;
      case 'participant_state':
        this.#change(event.payload.connectionId, event.payload.change);
        return;
      case 'media_topology':
        this.#topology = event.payload;
        return;
      case 'chat_message':
      case 'room_settings':
        return;
      default:
        event satisfies never;
    }
  }

  #change(connectionId: ConnectionId, change: Change): void {
    const participant = this.#participants.get(connectionId);
    if (!participant) return;
    const defined = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    this.#participants.set(connectionId, { ...participant, ...defined });
  }
}
