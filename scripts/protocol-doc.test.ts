import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { clientSchemas, Resume } from '../packages/protocol/src/client-messages.ts';
import { closeCodes, errorMeanings } from '../packages/protocol/src/error-codes.ts';
import * as media from '../packages/protocol/src/media.ts';
import * as room from '../packages/protocol/src/room.ts';
import { eventSchemas, serverSchemas } from '../packages/protocol/src/server-messages.ts';
import { MediaSource } from '../packages/protocol/src/signaling.ts';

const document = readFileSync(new URL('../docs/protocol.md', import.meta.url), 'utf8');

/** The sections of one level, by heading. A heading may name several messages: "`a`, `b`". */
function sections(text: string, level: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const part of text.split(`\n${level} `).slice(1)) {
    const [heading = '', ...lines] = part.split('\n');
    for (const name of heading.split(', ')) found.set(name.replaceAll('`', ''), lines.join('\n'));
  }
  return found;
}

const parts = sections(document, '##');
const chapter = (name: string) => sections(`\n${parts.get(name) ?? ''}`, '###');

/** The cells of the table's rows, without its head. */
function rows(section: string | undefined): string[][] {
  const lines = (section ?? '').split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const documentedFields = (section: string | undefined) =>
  rows(section)
    .map(([name]) => name?.replaceAll('`', ''))
    .sort();

/** The fields of an object schema as the document writes them: `name`, or `name?` where it may be absent. */
function fields(schema: z.core.$ZodType): (string | undefined)[] {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const required = new Set(json.required);
  return Object.keys(json.properties ?? {})
    .map((name) => (required.has(name) ? name : `${name}?`))
    .sort();
}

/** The fields of each kind of a union that `key` tells apart, without that key. */
function fieldsByKind(union: z.core.$ZodType, key: string): Record<string, (string | undefined)[]> {
  const kinds = (union as z.ZodMiniUnion<z.ZodMiniObject[]>).def.options;
  return Object.fromEntries(
    kinds.map((kind) => [
      String((kind.shape[key] as z.ZodMiniLiteral<string>).def.values[0]),
      fields(kind).filter((name) => name !== key),
    ]),
  );
}

const notices = Object.fromEntries(
  Object.entries(serverSchemas).filter(([type]) => !Object.hasOwn(eventSchemas, type)),
);

describe.each([
  ['Client to server', clientSchemas],
  ['Server to client: room events', eventSchemas],
  ['Server to client: answers and notices', notices],
])('docs/protocol.md, %s', (name, schemas) => {
  const documented = chapter(name);

  it('lists every message and no other', () => {
    expect([...documented.keys()].sort()).toEqual(Object.keys(schemas).sort());
  });

  it.each(Object.entries(schemas))('lists the fields of %s', (type, schema) => {
    expect(documentedFields(documented.get(type))).toEqual(fields(schema.shape.payload));
  });
});

describe.each([
  ['Media actions', fieldsByKind(media.MediaAction, 'action')],
  ['Media answers', fieldsByKind(media.MediaAnswer, 'action')],
  ['Media news', fieldsByKind(media.MediaNews, 'news')],
])('docs/protocol.md, %s', (name, kinds) => {
  const documented = chapter(name);

  it('lists every kind and no other', () => {
    expect([...documented.keys()].sort()).toEqual(Object.keys(kinds).sort());
  });

  it.each(Object.entries(kinds))('lists the fields of %s', (kind, expected) => {
    expect(documentedFields(documented.get(kind))).toEqual(expected);
  });
});

describe('docs/protocol.md', () => {
  const { Participant, ParticipantChange, MediaState, ScreenShare, ChatEntry, WaitingPerson } = room;
  const { RoomInfo, RoomSettings, IceServer } = room;
  const shapes = { Resume, MediaState, Participant, ParticipantChange, ScreenShare, ChatEntry, WaitingPerson };

  const { MediaTopology, RtpCapabilities, RtpParameters, DtlsParameters, RemoteProducer } = media;
  const { IceParameters, IceCandidate, MediaConsumer: Consumer } = media;
  const ofMedia = { MediaTopology, RtpCapabilities, RtpParameters, DtlsParameters, RemoteProducer };
  const ofNode = { IceParameters, IceCandidate, Consumer };

  it.each(Object.entries({ ...shapes, RoomInfo, RoomSettings, IceServer, ...ofMedia, ...ofNode }))(
    'lists the fields of %s',
    (name, schema) => {
      expect(documentedFields(chapter('Shapes').get(name))).toEqual(fields(schema));
    },
  );

  it('lists every media source', () => {
    const named = [...(chapter('Shapes').get('MediaSource') ?? '').matchAll(/`(\w+)`/g)].map((match) => match[1]);
    expect(named).toEqual(MediaSource.options);
  });

  it('lists every error with its meaning', () => {
    const documented = rows(parts.get('Errors')).map(([code, meaning]) => [code?.replaceAll('`', ''), meaning]);
    expect(documented).toEqual(Object.entries(errorMeanings));
  });

  it('lists every close code, and whether to reconnect after it', () => {
    const documented = rows(parts.get('Close codes')).map(([name, code, retry]) => [name, code, retry]);
    const defined = Object.entries(closeCodes).map(([name, { code, retry }]) => [
      `\`${name}\``,
      String(code),
      retry ? 'yes' : 'no',
    ]);
    expect(documented).toEqual(defined);
  });
});
