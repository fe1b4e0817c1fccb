import type { ConnectionId, IceConfiguration, MediaSource, MediaTopology, Participant } from '@cline-meet/protocol';
import type { MediaClient, Views } from './media-client.ts';

/** What every media client of a session is told, whenever it is made. */
export interface MediaSituation {
  readonly self: ConnectionId;
  /** What this client publishes. */
  readonly tracks: ReadonlyMap<MediaSource, MediaStreamTrack>;
  ice: IceConfiguration | null;
  /** Null until the room has told. */
  participants: readonly Participant[] | null;
  /** Null until someone has said what is on the screen. */
  views: Views | null;
}

/** A media client in the arrangement of the room's media that it was made for. */
export class RunningMedia {
  readonly topology: MediaTopology;
  readonly client: MediaClient;
  readonly #unsubscribe: () => void;

  constructor(
    create: (topology: MediaTopology) => MediaClient,
    topology: MediaTopology,
    situation: MediaSituation,
    changed: () => void,
  ) {
    const { self, tracks, ice, participants, views } = situation;
    this.topology = topology;
    this.client = create(topology);
    if (ice) this.client.configureIce(ice);
    // A track that ended meanwhile cannot be sent; whoever owns it is told by the track itself.
    for (const [source, track] of tracks) this.client.publish(source, track).catch(() => {});
    if (views) this.client.show?.(views);
    if (participants) this.client.setParticipants(self, participants);
    // What changes until here is seen by who made it.
    this.#unsubscribe = this.client.subscribe(changed);
  }

  is({ id }: Pick<MediaTopology, 'id'>): boolean {
    return this.topology.id === id;
  }

  close(): void {
    this.#unsubscribe();
    this.client.close();
  }
}
