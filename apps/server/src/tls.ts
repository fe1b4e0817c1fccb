import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { type Config, ConfigError } from './config.ts';

export interface Certificate {
  cert: string;
  key: string;
}

/** The certificate that the settings ask for; null for plain HTTP. */
export async function loadCertificate(config: Config): Promise<Certificate | null> {
  switch (config.TLS) {
    case 'off':
      return null;
    case 'files':
      return { cert: await readPem('TLS_CERT_FILE', config), key: await readPem('TLS_KEY_FILE', config) };
    case 'self-signed':
      return selfSigned(config.DATA_DIR);
  }
}

async function readPem(setting: 'TLS_CERT_FILE' | 'TLS_KEY_FILE', config: Config): Promise<string> {
  const path = config[setting] ?? '';
  return readFile(path, 'utf8').catch(() => {
    throw new ConfigError(`${setting} is "${path}" but that file cannot be read`);
  });
}

/** Kept, so that a device that was told to trust it need not be told again. */
async function selfSigned(folder: string): Promise<Certificate> {
  const certPath = join(folder, 'self-signed.crt');
  const keyPath = join(folder, 'self-signed.key');
  if (existsSync(certPath) && existsSync(keyPath)) {
    return { cert: await readFile(certPath, 'utf8'), key: await readFile(keyPath, 'utf8') };
  }
  const addresses = lanAddresses().map((ip) => ({ type: 7 as const, ip }));
  const altNames = [{ type: 2 as const, value: 'localhost' }, ...addresses];
  const made = await generate([{ name: 'commonName', value: 'cline-meet' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notAfterDate: new Date(Date.now() + 365 * 24 * 3600 * 1000),
    extensions: [{ name: 'subjectAltName', altNames }],
  });
  await writeFile(keyPath, made.private, { mode: 0o600 });
  await writeFile(certPath, made.cert);
  return { cert: made.cert, key: made.private };
}

/** This machine's IPv4 addresses, loopback included. */
export function lanAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .filter(({ family }) => family === 'IPv4')
    .map(({ address }) => address);
}
