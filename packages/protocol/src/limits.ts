/** Sizes and counts that both ends hold to. Characters are UTF-16 code units, bytes are bytes on the wire. */
export const limits = {
  /** A text frame from a client. The largest honest message is an offer with its SDP. */
  clientFrameBytes: 128 * 1024,
  sdpCharacters: 96 * 1024,
  iceCandidateCharacters: 1024,
  chatCharacters: 4000,
  /** Chat messages kept for who comes later. */
  chatHistory: 100,
  displayNameCharacters: 60,
  roomNameCharacters: 80,
  ticketCharacters: 4096,
  /** Media sections of one peer connection, bundled or not. */
  mediaSections: 64,
  /** Items of one list in a request to a media node. */
  mediaListItems: 256,
  /** A client that has not joined within this is closed. */
  joinTimeoutMs: 10_000,
  /** Clients ping this often; the server closes a connection silent for three intervals. */
  pingIntervalMs: 15_000,
  /** The longest that a server may have a client wait before it moves. */
  moveDelayMs: 3_600_000,
} as const;
