import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { installPackages } from './debian.mjs';
import { ExpectedError } from './expected-error.mjs';
import { isInPath } from './programs.mjs';

/** What tests start for themselves, by the Debian package that brings each. */
const services = [
  { name: 'PostgreSQL', package: 'postgresql', isThere: () => debianPostgres().some((bin) => existsSync(bin)) },
  { name: 'Redis', package: 'redis-server', isThere: () => isInPath('redis-server') },
  { name: 'coturn', package: 'coturn', isThere: () => isInPath('turnserver') },
  { name: 'HAProxy', package: 'haproxy', isThere: () => isInPath('haproxy') },
  { name: 'nginx', package: 'nginx', isThere: () => isInPath('nginx') },
  { name: 'Prometheus', package: 'prometheus', isThere: () => isInPath('prometheus') && isInPath('promtool') },
  { name: 'OpenSSL', package: 'openssl', isThere: () => isInPath('openssl') },
  // Older ones build manifests by other rules; Debian 12 has one of those.
  { name: 'kubectl 1.27 or later', package: 'kubernetes-client', isThere: () => kubectlMinor() >= 27 },
];

/** Installs what is missing of them, or says what to install. */
export async function ensureServices() {
  const absent = missingServices();
  if (absent.length === 0) return;
  const packages = absent.map((service) => service.package);
  const label = absent.map(({ name }) => name).join(', ');
  const elsewhere = packages.includes('kubernetes-client')
    ? '; before Debian 13, or elsewhere: kubernetes.io/docs/tasks/tools'
    : '';
  const advice = `The tests need it (Debian: apt install ${packages.join(' ')}${elsewhere}).`;
  await installPackages(packages, { label, missing: `There is no ${label}`, advice });
  const still = missingServices().map(({ name }) => name);
  if (still.length > 0) throw new ExpectedError(`apt installed no ${still.join(', ')}. ${advice}`);
}

function missingServices() {
  return services.filter(({ isThere }) => !isThere());
}

/** Debian keeps the programs of each version in a folder of its own, outside of PATH. */
function debianPostgres() {
  const versions = '/usr/lib/postgresql';
  return existsSync(versions) ? readdirSync(versions).map((version) => join(versions, version, 'bin/initdb')) : [];
}

/** The minor version, or 0 where there is none. */
function kubectlMinor() {
  const { stdout } = spawnSync('kubectl', ['version', '--client', '--output=json'], { encoding: 'utf8' });
  const minor = stdout ? JSON.parse(stdout).clientVersion?.minor : undefined;
  return Number.parseInt(minor ?? '0', 10);
}
