/**
 * Takes out what a description says of payload types that its media sections do not list. Firefox leaves feedback of
 * codecs behind that preferences took out (`a=rtcp-fb`, RFC 4585, section 4.2), and Chromium refuses the whole for it.
 */
export function withoutStrayFormats(sdp: string): string {
  let listed: readonly string[] = [];
  const isWanted = (line: string): boolean => {
    if (line.startsWith('m=')) listed = line.split(' ').slice(3);
    const payloadType = /^a=(?:rtpmap|rtcp-fb|fmtp):(\d+) /.exec(line)?.[1];
    return payloadType === undefined || listed.includes(payloadType);
  };
  return sdp.split('\r\n').filter(isWanted).join('\r\n');
}
