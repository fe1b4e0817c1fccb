import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadConfig, settings } from '../apps/server/src/config.ts';
import { AUTH_KEYS_PATH, GATEWAY_KEYS_PATH } from '../apps/server/src/http/api.ts';

interface Service {
  image: string;
  environment?: Record<string, string>;
  ports?: string[];
}

const read = (path: string) => readFileSync(new URL(`../deploy/${path}`, import.meta.url), 'utf8');
const sample = Object.fromEntries(
  read('sample.env')
    .split('\n')
    .filter((line) => /^\w+=/.test(line))
    .map((line) => line.split(/=(.*)/s) as [string, string]),
);

/** As compose does it: `${NAME}`, `${NAME:-fallback}`, and `${NAME:?why}`, which must be given. */
function interpolate(text: string, env: Record<string, string>): string {
  return text.replaceAll(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_all, name: string, kind?: string, rest?: string) => {
    if (env[name]) return env[name];
    if (kind === '?') throw new Error(`${name} is not set`);
    return rest ?? '';
  });
}

function house(env: Record<string, string> = sample): Record<string, Service> {
  return (parse(interpolate(read('compose.yaml'), env), { merge: true }) as { services: Record<string, Service> })
    .services;
}

const servers = (services: Record<string, Service>) =>
  Object.entries(services).filter(([, { image }]) => image === 'cline-meet');

describe('deploy/compose.yaml', () => {
  it('starts servers with settings that they know and take', () => {
    const started = servers(house());
    expect(started.map(([name]) => name)).toEqual(['gateway-1', 'gateway-2', 'hub-1', 'hub-2', 'media']);
    for (const [, { environment = {} }] of started) {
      expect(Object.keys(settings)).toEqual(expect.arrayContaining(Object.keys(environment)));
      expect(() => loadConfig(environment, [])).not.toThrow();
    }
  });

  it('names keys where the servers publish them', () => {
    for (const [, { environment = {} }] of servers(house())) {
      const { AUTH_KEYS_URL, GATEWAY_KEYS_URL } = loadConfig(environment, []);
      if (AUTH_KEYS_URL) expect(new URL(AUTH_KEYS_URL).pathname).toBe(AUTH_KEYS_PATH);
      if (GATEWAY_KEYS_URL) expect(new URL(GATEWAY_KEYS_URL).pathname).toBe(GATEWAY_KEYS_PATH);
    }
  });

  it('gives the balancer each server by name, gateways and hubs apart', () => {
    const services = house();
    const { environment = {} } = services.balancer ?? {};
    const placesOf = (kind: string) =>
      Object.entries(environment)
        .filter(([name]) => name.startsWith(kind))
        .map(([, place]) => place)
        .sort();
    const serving = (role: string) =>
      servers(services)
        .filter(([, { environment: { ROLE = '' } = {} }]) => ROLE.includes(role))
        .map(([name]) => `${name}:8080`)
        .sort();
    expect(placesOf('GATEWAY_')).toEqual(serving('gateway'));
    expect(placesOf('HUB_')).toEqual(serving('hub'));
  });

  it('opens the ports of each media worker under their own numbers, for UDP and TCP, and no other', () => {
    const { environment = {}, ports } = house().media ?? {};
    const { ROLE, HOST, MEDIA_LISTEN_IP, MEDIA_ANNOUNCED_ADDRESS, MEDIA_PORT, MEDIA_WORKERS } = loadConfig(
      environment,
      [],
    );
    expect([[...ROLE], MEDIA_LISTEN_IP ?? HOST, MEDIA_ANNOUNCED_ADDRESS]).toEqual([['media'], '0.0.0.0', '192.0.2.1']);
    expect(MEDIA_PORT).toBeGreaterThan(0);
    expect(MEDIA_WORKERS).toBeGreaterThan(1);
    const range = `${MEDIA_PORT}-${MEDIA_PORT + MEDIA_WORKERS - 1}`;
    expect(ports).toEqual([`${range}:${range}/udp`, `${range}:${range}/tcp`]);
  });

  it('starts no server on sample secrets without being told that this is a try', () => {
    const { DEVELOPMENT: _on, ...careless } = sample;
    for (const [, { environment = {} }] of servers(house(careless))) {
      expect(() => loadConfig(environment, [])).toThrow(/holds a sample secret/);
    }
  });

  it('starts nothing without its secrets', () => {
    for (const name of [
      'DATABASE_PASSWORD',
      'REDIS_PASSWORD',
      'TURN_SECRET',
      'PUBLIC_URL',
      'MEDIA_ANNOUNCED_ADDRESS',
    ]) {
      const { [name]: _left, ...rest } = sample;
      expect(() => house(rest)).toThrow(`${name} is not set`);
    }
  });
});
