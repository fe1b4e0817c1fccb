import type { ConnectionId, IceServer, MediaState, RoomId } from '@cline-meet/protocol';
import type { FrameCipher } from './e2ee/frame-cipher.ts';
import type { MediaClient, MediaWire } from './media-client.ts';
import type { SavedPlace } from './session-state.ts';
import type { LayeredCodec } from './sfu/producer-settings.ts';
import type { SfuOptions } from './sfu/sfu-options.ts';
import type { Timers } from './timers.ts';

/** What a session needs to enter a room, and the parts of its surroundings that tests and bots replace. */
export interface RoomSessionOptions {
  /** WebSocket address with the room in the query: `wss://host/ws?room=<roomId>`. */
  url: string;
  roomId: RoomId;
  /**
   * Gets a fresh single-use ticket. Called for each try to enter without a place. A rejection whose error has an
   * `ErrorCode` as its `code` ends the session with it, save for those that ask to try again; any other is a lost
   * network.
   */
  getTicket: () => Promise<{ ticket: string; iceServers: IceServer[] }>;
  /** Taken up first, as after a reload; where it is gone a ticket is used. */
  savedPlace?: SavedPlace;
  /** What the person chose to send before entering. */
  media: MediaState;
  /** Null: signalling only, as for bots. */
  createMedia?: ((wire: MediaWire) => MediaClient) | null;
  /** Makes what encrypts media end to end, for the connection that this client enters as; it is closed with it. */
  createCipher?: ((self: ConnectionId) => FrameCipher) | null;
  /**
   * Sends the camera in layers of one stream (SVC) by a media node, with this codec where the browser has it, in meetings
   * that are not encrypted. For meetings whose people can all decode it: who cannot has no picture. VP8 by default, in a
   * stream for each layer.
   */
  cameraCodec?: LayeredCodec | null;
  createPeerConnection?: (config: RTCConfiguration) => RTCPeerConnection;
  /** What mediasoup-client speaks with a media node by; the browser's own by default. */
  loadDevice?: SfuOptions['loadDevice'];
  WebSocket?: typeof WebSocket;
  timers?: Timers;
  /** Uniform in [0, 1). */
  random?: () => number;
  /** Epoch milliseconds. */
  now?: () => number;
  /** Fires `online` when the network is back; the browser's window by default. */
  network?: Pick<EventTarget, 'addEventListener' | 'removeEventListener'> | null;
}
