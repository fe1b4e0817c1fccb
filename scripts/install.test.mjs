import { describe, expect, it } from 'vitest';
import { cleanEnvironment, holds } from './install.mjs';
import { isOlder } from './node-version.mjs';

const linux = { platform: 'linux', arch: 'x64' };
const zod = { version: '4.0.0', integrity: 'sha512-a' };

describe('holds', () => {
  it.each([
    ['the same package', { zod }, { '': {}, zod }, true],
    ['nothing', {}, { zod }, false],
    ['another version', { zod: { ...zod, version: '4.0.1' } }, { zod }, false],
    ['other content under the same version', { zod: { ...zod, integrity: 'sha512-b' } }, { zod }, false],
    ['no optional package of another system', {}, { a: { optional: true, os: ['darwin'], cpu: ['x64'] } }, true],
    ['no optional package of another processor', {}, { a: { optional: true, os: ['linux'], cpu: ['arm64'] } }, true],
    ['no optional package of this system', {}, { a: { optional: true, os: ['linux'], cpu: ['x64'] } }, false],
    ['no package for one of two C libraries', {}, { a: { optional: true, os: ['linux'], libc: ['musl'] } }, true],
  ])('%s', (_case, installed, wanted, expected) => {
    expect(holds(installed, wanted, linux)).toBe(expected);
  });
});

describe('cleanEnvironment', () => {
  it('drops what the outer npm says about what to install, and keeps where packages come from', () => {
    const outer = {
      PATH: '/bin',
      NODE_ENV: 'production',
      npm_config_omit: 'dev',
      npm_lifecycle_event: 'start',
      npm_config_registry: 'https://packages.example',
      npm_config_ignore_scripts: 'true',
    };
    expect(cleanEnvironment(outer)).toEqual({
      PATH: '/bin',
      NODE_ENV: 'development',
      npm_config_registry: 'https://packages.example',
      npm_config_ignore_scripts: 'true',
    });
  });
});

describe('isOlder', () => {
  it.each([
    ['18.20.1', '20.19', true],
    ['20.18.3', '20.19', true],
    ['20.19.0', '20.19', false],
    ['20.20.2', '20.19', false],
    ['22.0.0', '20.19', false],
  ])('%s against %s', (version, needed, expected) => expect(isOlder(version, needed)).toBe(expected));
});
