import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';

/** PEM. */
export interface Certificate {
  cert: string;
  key: string;
}

export async function readCertificate(certFile: string, keyFile: string): Promise<Certificate> {
  return { cert: await readFile(certFile, 'utf8'), key: await readFile(keyFile, 'utf8') };
}

/**
 * A certificate for this machine's addresses that nobody but itself has signed. Kept in the folder, so that a device
 * that was told to trust it need not be told again.
 */
export async function selfSignedCertificate(folder: string): Promise<Certificate> {
  const certPath = join(folder, 'self-signed.crt');
  const keyPath = join(folder, 'self-signed.key');
  if (existsSync(certPath) && existsSync(keyPath)) return readCertificate(certPath, keyPath);
  const addresses = lanAddresses().map((ip) => ({ type: 7 as const, ip }));
  const altNames = [{ type: 2 as const, value: 'localhost' }, ...addresses];
  // Loading it takes longer than most of a start, and few starts need it.
  const { generate } = await import('selfsigned');
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
