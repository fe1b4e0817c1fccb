/** What a media node is told of its place and its limits. */
export interface MediaSettings {
  /** The address to receive media on. */
  readonly listenIp: string;
  /** The address that clients are told, where it is another one. */
  readonly announcedAddress: string | null;
  /** UDP and TCP port of the first worker; each further one has the next. 0 takes free ones. */
  readonly port: number;
  /** The address that other media nodes are told, where it is not the one to receive on. */
  readonly pipeAddress: string | null;
  /** UDP ports for pipes to them, one for each meeting and node; null takes free ones. */
  readonly pipePorts: { readonly min: number; readonly max: number } | null;
  /** Processes that carry media; one a core is what helps. */
  readonly workers: number;
  /** Streams that this node sends, all workers together. */
  readonly maxConsumers: number;
}

/** Bits per second that one participant may send: three layers of a camera, a screen, and their sounds. */
export const MAX_INCOMING_BITRATE = 8_000_000;
/** Where the estimate of what a receiver can take begins. */
export const FIRST_OUTGOING_BITRATE = 1_000_000;
/** Participants on one router. Those of a larger room are spread over the workers. */
export const PEERS_PER_ROUTER = 25;
