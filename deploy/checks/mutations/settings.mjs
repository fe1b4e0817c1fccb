import { find } from '../manifest.mjs';
import { checkSettings } from '../rules/settings.mjs';
import { container, hub, mediaMap, object, podOf, remove, set, setEnv, settingsMap } from './mutate.mjs';

/** @type {import('./mutate.mjs').Mutations} */
export const mutations = new Map([
  [
    checkSettings,
    [
      ['a setting that is none', 'dev', setEnv(hub, 'MAX_CONECTIONS', '10000'), /no setting is called MAX_CONECTIONS/],
      ['a value that is none', 'dev', setEnv(hub, 'MAX_CONNECTIONS', 'many'), /MAX_CONNECTIONS is "many"/],
      ['no Redis', 'dev', setEnv(hub, 'REDIS_URL'), /REDIS_URL must be set too/],
      ['no keys to verify by', 'gke', setEnv(container('gateway'), 'AUTH_KEYS_URL'), /AUTH_KEYS_URL must be set too/],
      [
        'no database to migrate',
        'dev',
        (objects) => setEnv(() => podOf(find(objects, 'Job', 'migrate')).containers[0], 'DATABASE_URL')(objects),
        /migrate needs DATABASE_URL/,
      ],
      [
        'a secret without the key',
        'gke',
        set(object('ExternalSecret', 'cline-meet-database'), 'spec.data.0.secretKey', 'URL'),
        /DATABASE_URL must be set too/,
      ],
      [
        'relays without their secret',
        'gke',
        setEnv(container('gateway'), 'TURN_SECRET'),
        /TURN_SECRET must be set too/,
      ],
      ['sample secrets in earnest', 'dev', set(settingsMap, 'data.DEVELOPMENT', 'off'), /holds a sample secret/],
      [
        'a server that only its own pod reaches',
        'gke',
        set(settingsMap, 'data.HOST', 'localhost'),
        /where nobody reaches it/,
      ],
      [
        'metrics on another port',
        'gke',
        set(settingsMap, 'data.OPERATOR_PORT', '9090'),
        /listens on 8080, 9090 and names 8080, 8081/,
      ],
      [
        'a Redis of the wrong namespace',
        'dev',
        (objects) => {
          const secret = find(objects, 'Secret', 'cline-meet-redis', 'cline-meet-media');
          secret.stringData.REDIS_URL = 'redis://redis:6379';
        },
        /media: REDIS_URL leads to redis:6379, which no Service is/,
      ],
      ['a worker at a port that nobody opened', 'gke', set(mediaMap, 'data.MEDIA_WORKERS', '4'), /names 40000,.*40002/],
      [
        'keys from a port that no Service has',
        'gke',
        setEnv(container('gateway'), 'AUTH_KEYS_URL', 'http://auth-service/api/auth/keys'),
        /which no Service is/,
      ],
      [
        'keys by an edge that is not allowed',
        'gke',
        remove('NetworkPolicy', 'gateway-to-auth'),
        /needs the edge gateway -> auth:8080/,
      ],
    ],
  ],
]);
