import { isIP } from 'node:net';
import type { RoomCreators } from './auth/room-creators.ts';
import { isLoopback } from './lib/loopback.ts';

export const roles = ['gateway', 'auth', 'hub', 'media'] as const;
export type Role = (typeof roles)[number];

export interface Setting<Value> {
  readonly default: string;
  /** One sentence for the settings table of the README, which a test holds to this file. */
  readonly about: string;
  /** What a value must be, as it ends the sentence "X must be …". */
  readonly must: string;
  /** Undefined for what is not allowed. */
  readonly parse: (text: string) => Value | undefined;
  /** Holds a password, so that no message shows it. */
  readonly isSecret?: boolean;
}

export function setting<Value>(definition: Setting<Value>): Setting<Value> {
  return definition;
}

export function wholeNumber(from: number, to: number) {
  return {
    must: `a whole number from ${from} to ${to}`,
    parse: (text: string) => {
      const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
      return value >= from && value <= to ? value : undefined;
    },
  };
}

export function oneOf<Word extends string>(...words: readonly Word[]) {
  return {
    must: words.length === 1 ? `"${words[0]}"` : `one of ${words.join(', ')}`,
    parse: (text: string) => words.find((word) => word === text),
  };
}

export function listOf(pattern: RegExp, must: string) {
  return {
    must,
    parse: (text: string) => {
      const items = text.split(',').map((item) => item.trim());
      const given = items.filter((item) => item !== '');
      return given.every((item) => pattern.test(item)) ? given : undefined;
    },
  };
}

export const optionalAddress = {
  must: 'an http or https address',
  parse: (text: string) => (text === '' ? null : /^https?:/.test(text) && URL.canParse(text) ? text : undefined),
};

export const optionalText = { must: 'text', parse: (text: string) => (text === '' ? null : text) };

export const optionalHost = {
  must: 'an IP address or a host name',
  parse: (text: string) => (text === '' ? null : /^[\w.:-]{1,253}$/.test(text) ? text : undefined),
};

export const optionalIp = {
  must: 'an IP address',
  parse: (text: string) => (text === '' ? null : isIP(text) === 0 ? undefined : text),
};

export const optionalPortRange = {
  must: '0, or two port numbers such as 41000-41999',
  parse: (text: string) => {
    if (text === '0') return null;
    const [min = 0, max = 0] = /^(\d{1,5})-(\d{1,5})$/.exec(text)?.slice(1).map(Number) ?? [];
    return min >= 1 && min <= max && max <= 65535 ? { min, max } : undefined;
  },
};

export function parseRoles(text: string): ReadonlySet<Role> | undefined {
  if (text === 'all') return new Set(roles);
  const named = text.split(',').map((name) => name.trim());
  const known = roles.filter((role) => named.includes(role));
  return known.length === new Set(named).size ? new Set(known) : undefined;
}

export function parsePublicUrl(text: string): string | null | undefined {
  if (text === '') return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  const isOrigin = url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/' && !url.search && !url.hash;
  return isOrigin ? url.origin : undefined;
}

/** The host may be a parameter instead (`?host=/run/postgresql`), which is how `pg` names the folder of a socket. */
export function parseDatabaseUrl(text: string): string | null | undefined {
  if (text === '') return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol)) return undefined;
  return (url.hostname || url.searchParams.get('host')) && url.pathname.length > 1 ? text : undefined;
}

/** Plain HTTP is for a provider on this machine: elsewhere anyone on the way could sign in as anyone. */
export function parseIssuer(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || url.search || url.hash || url.username) return undefined;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)) ? text : undefined;
}

export function parseRoomCreators(text: string): RoomCreators | undefined {
  if (text === 'anyone') return { who: 'anyone' };
  if (text === 'signed-in') return { who: 'signed_in' };
  const domains = text
    .toLowerCase()
    .split(',')
    .map((domain) => domain.trim());
  const isDomain = (domain: string) => /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain);
  return domains.every(isDomain) ? { who: 'domains', domains } : undefined;
}
