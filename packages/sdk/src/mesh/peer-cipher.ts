import type { MediaSource } from '@cline-meet/protocol';

/** End-to-end encryption between this client and one other. */
export interface PeerCipher {
  protect(sender: RTCRtpSender, source: MediaSource): void;
  reveal(receiver: RTCRtpReceiver, source: MediaSource): void;
}
