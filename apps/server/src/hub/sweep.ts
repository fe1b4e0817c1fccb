import { limits } from '@cline-meet/protocol';
import type { Client } from './client.ts';

/** RFC 6455 has no such rule: a client that pings and is not heard for three pings is gone. */
const SILENCE_MS = 3 * limits.pingIntervalMs;

/** Closes whom a timer would have closed, so that no connection needs one. */
export function closeOverdue(clients: Iterable<Client>, nowMs: number, joinTimeoutMs: number): void {
  for (const client of clients) {
    const { state } = client;
    if (state.phase === 'connecting' && nowMs - state.sinceMs >= joinTimeoutMs) client.close('joinTimeout');
    else if (nowMs - client.heardAtMs >= SILENCE_MS) client.close('silent');
  }
}
