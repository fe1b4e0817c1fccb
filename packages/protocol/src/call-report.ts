import * as z from 'zod/mini';

const DAY_MS = 24 * 60 * 60 * 1000;
const upTo = (most: number) => z.int().check(z.minimum(0), z.maximum(most));
const Connections = upTo(10_000);
const Milliseconds = upTo(DAY_MS);
const Packets = upTo(2 ** 40);

/**
 * How a call was for one participant, in sums that name nobody: the names are those of W3C WebRTC statistics where it has
 * them.
 */
export const CallReport = z.object({
  /** How media went at the end. */
  mode: z.enum(['mesh', 'sfu']),
  /** From the wish to join to the first connection that carried media; null where there was none. */
  joinMs: z.nullable(Milliseconds),
  /** Connections that carried media, by the way that they took (RFC 8445, section 5.1.1), and those that never did. */
  connections: z.object({
    host: Connections,
    srflx: Connections,
    prflx: Connections,
    relay: Connections,
    failed: Connections,
  }),
  /** Of received pictures: how long they moved, how often they froze, and for how long. */
  playedMs: upTo(100 * DAY_MS),
  freezeCount: upTo(1_000_000),
  frozenMs: upTo(100 * DAY_MS),
  packetsReceived: Packets,
  packetsLost: Packets,
  /** The mean; null where none was measured. */
  roundTripMs: z.nullable(upTo(60_000)),
});
export type CallReport = z.infer<typeof CallReport>;
