/**
 * Codecs whose encrypted frames come through packetizers and SFUs. H.264's and AV1's walk the whole frame. VP8 is in
 * every browser (RFC 7742, section 5); helpers such as retransmission carry no frames of their own.
 */
const sealable = /^(audio[/](opus|red)|video[/](VP8|VP9|rtx|red|ulpfec|flexfec-03))$/i;

export function isSealable(mimeType: string): boolean {
  return sealable.test(mimeType);
}

/** Keeps the transceiver from negotiating a codec that could not be sealed; to be called before it is described. */
export function preferSealableCodecs(transceiver: RTCRtpTransceiver, kind: 'audio' | 'video'): void {
  const codecs = RTCRtpSender.getCapabilities(kind)?.codecs ?? [];
  if (kind === 'video') transceiver.setCodecPreferences(codecs.filter(({ mimeType }) => isSealable(mimeType)));
}
