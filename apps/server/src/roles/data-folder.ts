import { access, constants, mkdir } from 'node:fs/promises';
import { type Config, ConfigError } from '../config.ts';
import { FolderInUse, lockFolder } from '../db/process-lock.ts';

/** Takes the data folder for this process alone, where it keeps anything there. Returns how to let it go. */
export async function takeDataFolder(config: Config): Promise<() => void> {
  const { DATA_DIR } = config;
  if (!keepsFiles(config)) return () => {};
  try {
    await mkdir(DATA_DIR, { recursive: true });
    await access(DATA_DIR, constants.W_OK);
    return lockFolder(DATA_DIR);
  } catch (error) {
    if (error instanceof FolderInUse) throw new ConfigError(error.message);
    throw new ConfigError(`DATA_DIR is "${DATA_DIR}" but that folder cannot be written (${(error as Error).message})`);
  }
}

function keepsFiles({ ROLE, DATABASE_URL, AUTH_KEYS_FILE, GATEWAY_KEYS_FILE, TLS }: Config): boolean {
  const keepsAuth = ROLE.has('auth') && (DATABASE_URL === null || AUTH_KEYS_FILE === null);
  const keepsGateway = ROLE.has('gateway') && (DATABASE_URL === null || GATEWAY_KEYS_FILE === null);
  return keepsAuth || keepsGateway || TLS === 'self-signed';
}
