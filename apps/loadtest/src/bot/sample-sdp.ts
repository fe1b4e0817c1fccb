/** As Chromium offers them: by payload type. */
const audioCodecs = ['111 opus/48000/2', '63 red/48000/2', '9 G722/8000', '0 PCMU/8000', '8 PCMA/8000', '13 CN/8000'];
const videoCodecs = [96, 98, 100, 102, 104, 106].flatMap((type) => [`${type} VP8/90000`, `${type + 1} rtx/90000`]);
const feedback = ['goog-remb', 'transport-cc', 'ccm fir', 'nack', 'nack pli'];
const extensions = [
  'urn:ietf:params:rtp-hdrext:ssrc-audio-level',
  'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time',
  'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
  'urn:ietf:params:rtp-hdrext:sdes:mid',
  'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id',
  'urn:ietf:params:rtp-hdrext:toffset',
];

const SENT_AT = 'x-sent-at';
const ufrag = 'lT3s';
const head = ['v=0', 'o=- 4611731400430051336 2 IN IP4 127.0.0.1', 's=-', 't=0 0', 'a=group:BUNDLE 0 1'].join('\r\n');
const sections = [...section('audio', '0', audioCodecs), ...section('video', '1', videoCodecs)].join('\r\n');

/** A session description (RFC 8866) of a microphone and a camera, of the size that browsers send: about 3 KB. */
export function sampleSdp(sentAtMs: number): string {
  return `${head}\r\na=${SENT_AT}:${sentAtMs}\r\n${sections}\r\n`;
}

/** A host candidate (RFC 8839, section 5.1) that says when it was sent, in an extension. */
export function sampleCandidate(index: number, sentAtMs: number) {
  const address = `192.0.2.${index + 1} ${50_000 + index}`;
  const extensions = `generation 0 ufrag ${ufrag} ${SENT_AT} ${sentAtMs}`;
  const candidate = `candidate:${index} 1 udp 2122260223 ${address} typ host ${extensions}`;
  return { candidate, sdpMid: '0', sdpMLineIndex: 0, usernameFragment: ufrag };
}

/** When the text of a signal says that it was sent; null where it does not. */
export function sentAt(text: string): number | null {
  const found = new RegExp(`${SENT_AT}[: ](\\d+(?:\\.\\d+)?)`).exec(text)?.[1];
  return found === undefined ? null : Number(found);
}

function section(kind: string, mid: string, codecs: readonly string[]): string[] {
  const types = codecs.map((codec) => codec.split(' ')[0]);
  return [
    `m=${kind} 9 UDP/TLS/RTP/SAVPF ${types.join(' ')}`,
    'c=IN IP4 0.0.0.0',
    'a=rtcp:9 IN IP4 0.0.0.0',
    `a=ice-ufrag:${ufrag}`,
    'a=ice-pwd:asd88fgpdd777uzjYhagZgXX',
    'a=ice-options:trickle',
    `a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => 'AB').join(':')}`,
    'a=setup:actpass',
    `a=mid:${mid}`,
    ...extensions.map((uri, index) => `a=extmap:${index + 1} ${uri}`),
    'a=sendrecv',
    'a=rtcp-mux',
    ...codecs.map((codec) => `a=rtpmap:${codec}`),
    ...(kind === 'video' ? types.flatMap(feedbackOf) : ['a=fmtp:111 minptime=10;useinbandfec=1']),
    `a=ssrc:1001 cname:${ufrag}`,
  ];
}

/** Repair formats (every second one) have none. */
function feedbackOf(type: string | undefined, index: number): string[] {
  return index % 2 === 0
    ? feedback.map((each) => `a=rtcp-fb:${type} ${each}`)
    : [`a=fmtp:${type} apt=${Number(type) - 1}`];
}
