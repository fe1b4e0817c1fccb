import { type RTCRtpSender, type RtpHeader, RtpPacket, random16 } from 'werift';

type HeaderExtension = RtpHeader['extensions'][number];

/**
 * A track gives each packet to all of its senders, and each of these writes a head of its own: with numbers that have no
 * gap, whatever is left out, and `extensions` beside those that werift writes by itself. `sent` is called for each that goes
 * out.
 */
export function giveOwnPackets(
  sender: RTCRtpSender,
  sent: () => void,
  extensions: readonly HeaderExtension[] = [],
): void {
  const send = sender.sendRtp.bind(sender);
  let number = random16();
  // Where a track comes back, werift would have the numbers go on from that track's.
  sender.replaceRTP = () => {};
  sender.sendRtp = async (given) => {
    if (sender.transport?.state !== 'connected' || !sender.codec || !isWanted(sender)) return;
    sent();
    const packet = Buffer.isBuffer(given) ? RtpPacket.deSerialize(given) : given.clone();
    packet.header.sequenceNumber = number;
    packet.header.extensions = [...extensions];
    number = (number + 1) % 2 ** 16;
    // What is sent while the connection closes is nobody's to hear of.
    await send(packet).catch(() => {});
  };
}

/** A source that nobody takes is not encoded: its layers are off. */
function isWanted(sender: RTCRtpSender): boolean {
  return sender.getParameters().encodings.some(({ active }) => active !== false);
}
