import { describe, expect, it } from 'vitest';
import { loadConfig } from '../config.ts';
import { mediaSettings } from './media-place.ts';

const placeOf = (env: Record<string, string>) => mediaSettings(loadConfig(env, []));

describe('the address that people are told', () => {
  it('is the one that is set, in a container too', () => {
    const env = {
      HOST: '0.0.0.0',
      MEDIA_GUESS_ADDRESS: 'off',
      MEDIA_ANNOUNCED_ADDRESS: '192.0.2.1',
      MEDIA_PORT: '40000',
    };
    expect(placeOf(env)).toMatchObject({ listenIp: '0.0.0.0', announcedAddress: '192.0.2.1', port: 40_000 });
  });

  it('is one of this machine where it listens on all', () => {
    expect(placeOf({ HOST: '0.0.0.0' })?.announcedAddress).toMatch(/^\d+[.]\d+[.]\d+[.]\d+$/);
  });

  it.each(['0.0.0.0', '::'])('is none where it listens on all of a container (%s)', (HOST) => {
    expect(placeOf({ HOST, MEDIA_GUESS_ADDRESS: 'off' })).toBeNull();
  });

  it('is that on which it listens where it is one', () => {
    expect(placeOf({ MEDIA_GUESS_ADDRESS: 'off' })).toMatchObject({ listenIp: '127.0.0.1', announcedAddress: null });
    const env = { HOST: '0.0.0.0', MEDIA_LISTEN_IP: '192.0.2.7', MEDIA_GUESS_ADDRESS: 'off' };
    expect(placeOf(env)).toMatchObject({ listenIp: '192.0.2.7', announcedAddress: null });
  });
});

describe('the address that other media nodes are told', () => {
  it('is the one that is set, whatever people are told', () => {
    const env = { HOST: '0.0.0.0', MEDIA_ANNOUNCED_ADDRESS: '192.0.2.1', MEDIA_PIPE_ADDRESS: '10.0.0.7' };
    expect(placeOf(env)).toMatchObject({ announcedAddress: '192.0.2.1', pipeAddress: '10.0.0.7' });
  });

  it('is one of this machine where it listens on all, in a container too, and not that of people', () => {
    const env = { HOST: '0.0.0.0', MEDIA_ANNOUNCED_ADDRESS: '192.0.2.1', MEDIA_GUESS_ADDRESS: 'off' };
    expect(placeOf(env)?.pipeAddress).toMatch(/^\d+[.]\d+[.]\d+[.]\d+$/);
    expect(placeOf(env)?.pipeAddress).not.toBe('192.0.2.1');
  });

  it('is that on which it listens where it is one', () => {
    expect(placeOf({ MEDIA_PIPE_PORTS: '41000-41009' })).toMatchObject({
      listenIp: '127.0.0.1',
      pipeAddress: null,
      pipePorts: { min: 41_000, max: 41_009 },
    });
  });
});
