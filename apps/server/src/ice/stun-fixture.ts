import { createHash, createHmac, randomBytes } from 'node:crypto';
import { isIPv6 } from 'node:net';

/** What the tests need of STUN (RFC 8489) and TURN (RFC 8656) messages; nothing in the product speaks them. */
export const Method = { allocate: 0x003, refresh: 0x004, createPermission: 0x008, channelBind: 0x009 } as const;
const Attribute = {
  username: 0x0006,
  messageIntegrity: 0x0008,
  errorCode: 0x0009,
  channelNumber: 0x000c,
  xorPeerAddress: 0x0012,
  realm: 0x0014,
  nonce: 0x0015,
  requestedAddressFamily: 0x0017,
  requestedTransport: 0x0019,
  fingerprint: 0x8028,
} as const;
type AttributeName = keyof typeof Attribute;
type Attributes = readonly (readonly [AttributeName, Buffer])[];

const MAGIC_COOKIE = 0x2112a442;
const HEADER_BYTES = 20;
const UDP = 17;

export interface Credential {
  readonly username: string;
  readonly password: string;
  readonly realm: string;
  readonly nonce: string;
}

export interface Answer {
  readonly transactionId: string;
  /** 0 for success, else the error code. */
  readonly error: number;
  readonly realm: string;
  readonly nonce: string;
  readonly hasFingerprint: boolean;
}

export const requestedTransport = (): Attributes[number] => ['requestedTransport', Buffer.from([UDP, 0, 0, 0])];
export const requestedFamily = (family: 4 | 6): Attributes[number] => [
  'requestedAddressFamily',
  Buffer.from([family === 4 ? 1 : 2, 0, 0, 0]),
];

export const channelNumber = (channel: number): Attributes[number] => [
  'channelNumber',
  Buffer.from([channel >> 8, channel & 255, 0, 0]),
];

/** A request and its transaction id. With a credential it carries MESSAGE-INTEGRITY of the long-term mechanism. */
export function encodeRequest(
  method: number,
  attributes: (transactionId: Buffer) => Attributes,
  credential?: Credential,
): { transactionId: string; bytes: Buffer } {
  const transactionId = randomBytes(12);
  const own: Attributes = credential
    ? [
        ['username', Buffer.from(credential.username)],
        ['realm', Buffer.from(credential.realm)],
        ['nonce', Buffer.from(credential.nonce)],
      ]
    : [];
  const body = Buffer.concat([...attributes(transactionId), ...own].map(([name, value]) => encode(name, value)));
  const bytes = credential
    ? sign(method, transactionId, body, credential)
    : Buffer.concat([header(method, transactionId, body.length), body]);
  return { transactionId: transactionId.toString('hex'), bytes };
}

/** XOR-PEER-ADDRESS: RFC 8489, section 14.2. */
export function xorPeerAddress(address: string, port: number, transactionId: Buffer): Attributes[number] {
  const mask = header(0, transactionId, 0).subarray(4);
  const bytes = isIPv6(address) ? ipv6Bytes(address) : Buffer.from(address.split('.').map(Number));
  const xored = bytes.map((byte, at) => byte ^ (mask[at] ?? 0));
  const head = Buffer.from([0, bytes.length === 4 ? 1 : 2, 0, 0]);
  head.writeUInt16BE(port ^ (MAGIC_COOKIE >>> 16), 2);
  return ['xorPeerAddress', Buffer.concat([head, xored])];
}

export function decodeAnswer(bytes: Buffer): Answer {
  const isError = (bytes.readUInt16BE(0) & 0x0110) === 0x0110;
  const attributes = new Map<number, Buffer>();
  for (let at = HEADER_BYTES; at + 4 <= bytes.length; ) {
    const length = bytes.readUInt16BE(at + 2);
    attributes.set(bytes.readUInt16BE(at), bytes.subarray(at + 4, at + 4 + length));
    at += 4 + padded(length);
  }
  const error = attributes.get(Attribute.errorCode);
  return {
    transactionId: bytes.toString('hex', 8, HEADER_BYTES),
    error: isError && error ? (error[2] ?? 0) * 100 + (error[3] ?? 0) : 0,
    realm: attributes.get(Attribute.realm)?.toString() ?? '',
    nonce: attributes.get(Attribute.nonce)?.toString() ?? '',
    hasFingerprint: attributes.has(Attribute.fingerprint),
  };
}

/** The integrity covers a header whose length already counts it: RFC 8489, section 14.5. */
function sign(method: number, transactionId: Buffer, body: Buffer, credential: Credential): Buffer {
  const { username, realm, password } = credential;
  const key = createHash('md5').update(`${username}:${realm}:${password}`).digest();
  const signed = Buffer.concat([header(method, transactionId, body.length + 24), body]);
  return Buffer.concat([signed, encode('messageIntegrity', createHmac('sha1', key).update(signed).digest())]);
}

function header(method: number, transactionId: Buffer, length: number): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.writeUInt16BE(method, 0);
  bytes.writeUInt16BE(length, 2);
  bytes.writeUInt32BE(MAGIC_COOKIE, 4);
  transactionId.copy(bytes, 8);
  return bytes;
}

function encode(name: AttributeName, value: Buffer): Buffer {
  const bytes = Buffer.alloc(4 + padded(value.length));
  bytes.writeUInt16BE(Attribute[name], 0);
  bytes.writeUInt16BE(value.length, 2);
  value.copy(bytes, 4);
  return bytes;
}

const padded = (length: number) => Math.ceil(length / 4) * 4;

function ipv6Bytes(address: string): Buffer {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const [, head = '', a, b, c, d] = dotted ?? [];
  const hex = (high?: string, low?: string) => ((Number(high) << 8) | Number(low)).toString(16);
  const plain = dotted ? `${head}${hex(a, b)}:${hex(c, d)}` : address;
  const [left = '', right] = plain.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  const rest = right === undefined ? [] : groups(right);
  const zeros = Array.from({ length: 8 - groups(left).length - rest.length }, () => '0');
  const all = [...groups(left), ...zeros, ...rest].map((group) => Number.parseInt(group, 16));
  return Buffer.from(all.flatMap((group) => [group >> 8, group & 255]));
}
