import { X509Certificate } from 'node:crypto';
import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { selfSignedCertificate } from './certificate.ts';

it('covers this machine by name and address, and is kept', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cline-meet-'));
  const made = await selfSignedCertificate(folder);
  const certificate = new X509Certificate(made.cert);
  expect(certificate.checkHost('localhost')).toBe('localhost');
  expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
  expect(certificate.checkIP('203.0.113.9')).toBeUndefined();
  expect(await selfSignedCertificate(folder)).toEqual(made);
  expect(statSync(join(folder, 'self-signed.key')).mode & 0o777).toBe(0o600);
});
