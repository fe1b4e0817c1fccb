import { availableParallelism } from 'node:os';
import type { Config } from '../config.ts';
import { lanAddresses } from '../lib/certificate.ts';
import type { MediaSettings } from '../sfu/media-settings.ts';

/** For the operator, once, where `mediaSettings` found no address. */
export const NO_ADDRESS_NOTICE =
  'The address at which people reach this container is not known, so that all media goes directly between people, which ' +
  'serves small meetings only. MEDIA_ANNOUNCED_ADDRESS names it; the ports from MEDIA_PORT on, one for each of ' +
  'MEDIA_WORKERS, must lead there by UDP and TCP.';

/** Where media is received. Null where people could not be told an address that they reach: they would try it in vain. */
export function mediaSettings(config: Config): MediaSettings | null {
  const listenIp = config.MEDIA_LISTEN_IP ?? (config.HOST === 'localhost' ? '127.0.0.1' : config.HOST);
  const isAll = listenIp === '0.0.0.0' || listenIp === '::';
  const isUnknown = isAll && config.MEDIA_ANNOUNCED_ADDRESS === null;
  if (isUnknown && config.MEDIA_GUESS_ADDRESS === 'off') return null;
  return {
    listenIp,
    announcedAddress: isUnknown ? ownAddress() : config.MEDIA_ANNOUNCED_ADDRESS,
    port: config.MEDIA_PORT,
    pipeAddress: config.MEDIA_PIPE_ADDRESS ?? (isAll ? ownAddress() : null),
    pipePorts: config.MEDIA_PIPE_PORTS,
    workers: config.MEDIA_WORKERS === 0 ? availableParallelism() : config.MEDIA_WORKERS,
    maxConsumers: config.MEDIA_MAX_CONSUMERS,
  };
}

function ownAddress(): string {
  return lanAddresses().find((address) => !address.startsWith('127.')) ?? '127.0.0.1';
}
