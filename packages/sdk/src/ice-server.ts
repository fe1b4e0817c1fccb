import type { IceServer } from '@cline-meet/protocol';

/** A server as browsers take it: `undefined` is no credential to them. */
export function iceServerOf({ urls, username, credential }: IceServer): RTCIceServer {
  return username === undefined || credential === undefined ? { urls } : { urls, username, credential };
}
