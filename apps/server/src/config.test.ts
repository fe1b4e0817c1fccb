import { describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from './config.ts';

describe('loadConfig', () => {
  it('needs nothing', () => {
    expect(loadConfig({}, [])).toMatchObject({
      ROLE: new Set(['gateway', 'auth', 'hub', 'media']),
      HOST: 'localhost',
      PORT: 8080,
      DATA_DIR: '.data',
      DATABASE_URL: null,
      GUESTS: 'on',
      STUN_URLS: ['stun:stun.l.google.com:19302'],
      TURN_SECRET: null,
      ICE_TRANSPORT_POLICY: 'all',
    });
  });

  it('takes the environment, and flags over it', () => {
    const config = loadConfig({ PORT: '9000', HOST: '0.0.0.0', STUN_URLS: '' }, ['--port', '9001', '--host=127.0.0.1']);
    expect(config).toMatchObject({ PORT: 9001, HOST: '127.0.0.1', STUN_URLS: [] });
  });

  it('takes some of the roles', () => {
    const shared = { REDIS_URL: 'redis://redis', GATEWAY_KEYS_URL: 'http://gateway:8080/api/gateway/keys' };
    expect(loadConfig({ ROLE: 'hub', ...shared }, []).ROLE).toEqual(new Set(['hub']));
    expect(loadConfig({ ROLE: 'auth,gateway,hub' }, []).ROLE).toEqual(new Set(['gateway', 'auth', 'hub']));
  });

  it('leaves sign-in to auth: a gateway needs no secret of it to say who creates rooms', () => {
    const shared = {
      REDIS_URL: 'redis://redis',
      DATABASE_URL: 'postgres://db/meet',
      AUTH_KEYS_URL: 'http://auth/keys',
    };
    const config = loadConfig({ ROLE: 'gateway', ROOM_CREATORS: 'signed-in', ...shared }, []);
    expect(config.ROOM_CREATORS).toEqual({ who: 'signed_in' });
  });

  it.each([
    ['off', 0],
    ['on', 1],
    ['2', 2],
  ])('takes TRUST_PROXY=%s', (TRUST_PROXY, hops) => {
    expect(loadConfig({ TRUST_PROXY }, []).TRUST_PROXY).toBe(hops);
  });

  it.each([
    ['0', null],
    ['41000-41999', { min: 41_000, max: 41_999 }],
    ['41000-41000', { min: 41_000, max: 41_000 }],
  ])('takes MEDIA_PIPE_PORTS=%s', (MEDIA_PIPE_PORTS, ports) => {
    expect(loadConfig({ MEDIA_PIPE_PORTS }, []).MEDIA_PIPE_PORTS).toEqual(ports);
  });

  it.each(['', '41000', '2-1', '0-5', '65000-65536', '1-2-3'])('refuses MEDIA_PIPE_PORTS=%s', (MEDIA_PIPE_PORTS) => {
    expect(() => loadConfig({ MEDIA_PIPE_PORTS }, [])).toThrow(/MEDIA_PIPE_PORTS .* must be 0, or two port numbers/);
  });

  it('takes the sample secrets in development', () => {
    const sample = { TURN_SECRET: 'sample-secret-turn', DEVELOPMENT: 'on' };
    expect(loadConfig(sample, [])).toMatchObject({ TURN_SECRET: 'sample-secret-turn' });
  });

  it('takes any OpenID provider, and a policy of who creates rooms', () => {
    const client = { OIDC_CLIENT_ID: 'us', OIDC_CLIENT_SECRET: 'secret' };
    expect(loadConfig(client, [])).toMatchObject({
      OIDC_ISSUER: 'https://accounts.google.com',
      OIDC_NAME: 'Google',
      ROOM_CREATORS: { who: 'anyone' },
    });
    expect(loadConfig({ ...client, ROOM_CREATORS: 'signed-in' }, []).ROOM_CREATORS).toEqual({ who: 'signed_in' });
    const others = { OIDC_ISSUER: 'http://127.0.0.1:8180/realms/people', ROOM_CREATORS: 'Example.org, example.com' };
    expect(loadConfig({ ...client, ...others }, [])).toMatchObject({
      OIDC_ISSUER: 'http://127.0.0.1:8180/realms/people',
      ROOM_CREATORS: { who: 'domains', domains: ['example.org', 'example.com'] },
    });
  });

  it.each([
    [{ PORT: 'eighty' }, 'PORT is "eighty" but must be a whole number from 0 to 65535'],
    [{ TRUST_PROXY: '0' }, 'TRUST_PROXY is "0" but must be "off", "on" or a whole number from 1 to 9'],
    [{ PORT: '8081', OPERATOR_PORT: '8081' }, 'OPERATOR_PORT must be another port than PORT'],
    [{ PORT: '65536' }, 'PORT is "65536" but must be a whole number from 0 to 65535'],
    [{ ROLE: 'sfu' }, 'ROLE is "sfu" but must be "all", or some of gateway, auth, hub, media separated by commas'],
    [
      { ROLE: 'hub,sfu' },
      'ROLE is "hub,sfu" but must be "all", or some of gateway, auth, hub, media separated by commas',
    ],
    [{ ROLE: 'hub' }, 'ROLE is "hub", so REDIS_URL must be set too: the roles share what runs'],
    [
      { ROLE: 'gateway, hub', REDIS_URL: 'redis://redis' },
      'ROLE is "gateway,hub", so DATABASE_URL must be set too: auth and gateway share people',
    ],
    [
      { ROLE: 'gateway', REDIS_URL: 'redis://redis', DATABASE_URL: 'postgres://db/meet' },
      'ROLE is "gateway", so AUTH_KEYS_URL must be set too: it verifies logins by them',
    ],
    [
      { ROLE: 'hub', REDIS_URL: 'redis://redis' },
      'ROLE is "hub", so GATEWAY_KEYS_URL must be set too: it verifies tickets by them',
    ],
    [{ GATEWAY_KEYS_URL: 'gateway' }, 'GATEWAY_KEYS_URL is "gateway" but must be an http or https address'],
    [
      { TURN_SECRET: 'sample-secret-turn' },
      'TURN_SECRET holds a sample secret, which everyone knows; DEVELOPMENT=on accepts it',
    ],
    [
      { DATABASE_URL: 'postgres://meet:sample-secret@db/meet' },
      'DATABASE_URL holds a sample secret, which everyone knows; DEVELOPMENT=on accepts it',
    ],
    [{ GUESTS: 'maybe' }, 'GUESTS is "maybe" but must be one of on, off'],
    [{ HOST: 'over there' }, 'HOST is "over there" but must be an IP address or "localhost"'],
    [
      { PUBLIC_URL: 'meet.example.org' },
      'PUBLIC_URL is "meet.example.org" but must be an http or https address without a path',
    ],
    [
      { STUN_URLS: 'stun.example.org' },
      'STUN_URLS is "stun.example.org" but must be a list of stun: or stuns: addresses separated by commas',
    ],
    [{ TURN_URLS: 'turn:turn.example.org' }, 'TURN_URLS is set, so TURN_SECRET must be set too'],
    [{ ICE_TRANSPORT_POLICY: 'relay' }, 'ICE_TRANSPORT_POLICY is "relay", so TURN_URLS must be set too'],
    [{ OIDC_CLIENT_ID: 'us' }, 'OIDC_CLIENT_ID and OIDC_CLIENT_SECRET must be set together'],
    [
      { OIDC_ISSUER: 'http://keycloak.example.org' },
      'OIDC_ISSUER is "http://keycloak.example.org" but must be an https address, or an http one of this machine',
    ],
    [
      { ROOM_CREATORS: 'everybody' },
      'ROOM_CREATORS is "everybody" but must be "anyone", "signed-in", or a list of domains separated by commas',
    ],
    [{ ROOM_CREATORS: 'signed-in' }, 'ROOM_CREATORS asks for people who signed in, so OIDC_CLIENT_ID must be set too'],
    [{ TLS: 'files' }, 'TLS is "files", so TLS_CERT_FILE and TLS_KEY_FILE must be set too'],
    [{ DATABASE_POOL_SIZE: '0' }, 'DATABASE_POOL_SIZE is "0" but must be a whole number from 1 to 1000'],
  ])('refuses %o in one line', (env, message) => {
    expect(() => loadConfig(env, [])).toThrow(new ConfigError(message));
  });

  it.each(['postgres://meet:s3cret@db.example.org', 'mysql://meet:s3cret@db.example.org/meet', 'meet:s3cret@db/meet'])(
    'refuses the database %s without telling its password',
    (DATABASE_URL) => {
      const message = 'DATABASE_URL must be a postgres:// address with a host and a database';
      expect(() => loadConfig({ DATABASE_URL }, [])).toThrow(new ConfigError(message));
    },
  );

  it.each(['postgres://meet:s3cret@db.example.org:5432/meet', 'postgresql:///meet?host=/run/postgresql'])(
    'takes the database %s',
    (DATABASE_URL) => expect(loadConfig({ DATABASE_URL }, [])).toMatchObject({ DATABASE_URL }),
  );

  it('refuses a flag that does not exist, and one without its value', () => {
    expect(() => loadConfig({}, ['--prot', '1'])).toThrow('unknown flag --prot');
    expect(() => loadConfig({}, ['--port'])).toThrow('--port needs a value');
  });
});
