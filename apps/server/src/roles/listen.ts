import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { type Config, ConfigError } from '../config.ts';
import { type Certificate, lanAddresses, readCertificate, selfSignedCertificate } from '../lib/certificate.ts';

/**
 * How many may wait to be accepted, as far as the machine allows it (`net.core.somaxconn`, 4096 on Linux). Node's 511 are
 * full within half a second of a herd, and who finds no room there tries again only after seconds.
 */
const BACKLOG = 4096;

export async function loadCertificate(config: Config): Promise<Certificate | null> {
  const { TLS, TLS_CERT_FILE, TLS_KEY_FILE, DATA_DIR } = config;
  if (TLS === 'self-signed') return selfSignedCertificate(DATA_DIR);
  if (TLS_CERT_FILE === null || TLS_KEY_FILE === null || TLS === 'off') return null;
  return readCertificate(TLS_CERT_FILE, TLS_KEY_FILE).catch((error: Error) => {
    throw new ConfigError(`TLS_CERT_FILE and TLS_KEY_FILE cannot be read (${error.message})`);
  });
}

/** Resolves to the addresses that people open. Throws a {@link ConfigError} for a place where it cannot listen. */
export async function listen(app: FastifyInstance, config: Config): Promise<string[]> {
  await listenOn(app, config, 'PORT');
  return addressesOf(config, app.server.address() as AddressInfo);
}

/** Where operators have a port of their own. */
export async function listenForOperators(app: FastifyInstance, config: Config): Promise<void> {
  await listenOn(app, config, 'OPERATOR_PORT');
}

async function listenOn(app: FastifyInstance, config: Config, name: 'PORT' | 'OPERATOR_PORT'): Promise<void> {
  await app
    .listen({ host: config.HOST, port: config[name], backlog: BACKLOG })
    .catch((error: NodeJS.ErrnoException) => {
      throw listenFailure(error, name, config);
    });
}

function listenFailure(error: NodeJS.ErrnoException, name: 'PORT' | 'OPERATOR_PORT', config: Config): Error {
  const { HOST, [name]: port } = config;
  if (error.code === 'EADDRINUSE') return new ConfigError(`${name} is ${port} but that port is in use`);
  if (error.code === 'EACCES') return new ConfigError(`${name} is ${port} but this user may not listen there`);
  if (error.code === 'EADDRNOTAVAIL') return new ConfigError(`HOST is "${HOST}" but this machine has no such address`);
  return error;
}

function addressesOf({ TLS, HOST, PUBLIC_URL }: Config, { port }: AddressInfo): string[] {
  if (PUBLIC_URL !== null) return [PUBLIC_URL];
  const hosts = HOST === '0.0.0.0' ? lanAddresses() : [HOST];
  return hosts.map(
    (host) => `${TLS === 'off' ? 'http' : 'https'}://${host === '127.0.0.1' ? 'localhost' : host}:${port}`,
  );
}
