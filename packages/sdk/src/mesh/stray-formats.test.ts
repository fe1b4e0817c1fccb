import { expect, it } from 'vitest';
import { withoutStrayFormats } from './stray-formats.ts';

const section = (media: string, ...lines: string[]) => [`m=${media}`, 'a=sendonly', ...lines].join('\r\n');
const session = 'v=0\r\ns=-';
const described = (...sections: string[]) => `${[session, ...sections].join('\r\n')}\r\n`;

const audio = section('audio 9 UDP/TLS/RTP/SAVPF 109', 'a=rtpmap:109 opus/48000/2', 'a=rtcp-fb:109 transport-cc');
const kept = ['a=rtpmap:120 VP8/90000', 'a=rtcp-fb:120 nack', 'a=rtcp-fb:* ccm fir', 'a=fmtp:124 apt=120'];
const video = (...more: string[]) => section('video 9 UDP/TLS/RTP/SAVPF 120 124', ...kept, ...more);

it('takes out what is said of codecs that a section does not list', () => {
  const strays = ['a=rtcp-fb:99 nack', 'a=rtcp-fb:99 nack pli', 'a=fmtp:99 profile=0', 'a=rtpmap:99 AV1/90000'];
  // Listed by the other section is not listed here.
  expect(withoutStrayFormats(described(audio, video(...strays, 'a=rtcp-fb:109 nack')))).toBe(described(audio, video()));
});

it('leaves as it is what lists all that it speaks of', () => {
  const whole = described(
    audio,
    video(),
    section('application 9 UDP/DTLS/SCTP webrtc-datachannel', 'a=sctp-port:5000'),
  );
  expect(withoutStrayFormats(whole)).toBe(whole);
});
