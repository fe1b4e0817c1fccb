import type { Client } from './client.ts';
import type { IceSource, Messages } from './messages.ts';

/**
 * Gives those inside new credentials once half of the lifetime is over, so that a running call can open new ways through
 * the TURN server at any time. It goes with the sweep, which looks at every socket each second anyhow: no connection
 * needs a timer, and none depends on its pings, which a browser delays in a tab that is not looked at. Who waits is
 * never given any.
 */
export function renewIceServers(
  clients: Iterable<Client>,
  nowMs: number,
  { ttlSeconds }: IceSource,
  messages: Messages,
): void {
  if (ttlSeconds === null) return;
  const renewAfterMs = (ttlSeconds * 1000) / 2;
  for (const client of clients) {
    const { state, iceServersGivenAtMs } = client;
    if (state.phase !== 'joined' || iceServersGivenAtMs === null || nowMs - iceServersGivenAtMs < renewAfterMs)
      continue;
    client.send(messages.iceServers(state.actor));
    client.iceServersGiven();
  }
}
