import { readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** Pictures, sounds and fonts are compressed already. */
const compressible = new Set(['.js', '.css', '.html', '.svg', '.json', '.txt', '.wasm', '.tflite']);
/** A smaller file fits into one packet as it is. */
const LEAST_BYTES = 1400;
/** The best takes ten times as long, which nobody waits for where a file is large. */
const LARGE_BYTES = 1_000_000;

/**
 * Writes beside each file of a folder that gets smaller by it what `Content-Encoding: br` and `gzip` say of it (RFC 9110,
 * section 8.4.1), so that a server need not compress for each who asks. Browsers take the former by HTTPS alone.
 * @param {string} folder
 */
export async function compressAssets(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  const chosen = files.filter((file) => file.isFile() && compressible.has(extname(file.name)));
  await Promise.all(chosen.map((file) => compress(join(file.parentPath, file.name))));
}

async function compress(path) {
  const bytes = await readFile(path);
  if (bytes.length < LEAST_BYTES) return;
  const quality = bytes.length < LARGE_BYTES ? constants.BROTLI_MAX_QUALITY : 6;
  const params = { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  const encoded = {
    br: await promisify(brotliCompress)(bytes, { params }),
    gz: await promisify(gzip)(bytes, { level: constants.Z_BEST_COMPRESSION }),
  };
  for (const [ending, smaller] of Object.entries(encoded)) {
    if (smaller.length < bytes.length) await writeFile(`${path}.${ending}`, smaller);
  }
}
