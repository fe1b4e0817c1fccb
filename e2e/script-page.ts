import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export interface ScriptPage {
  readonly url: string;
  close(): void;
}

/**
 * Serves an empty page with one script of this folder, bundled, on a loopback port of its own. `workers` are scripts that
 * it may start, by the path that it does so with.
 */
export async function serveScript(entry: string, workers: Record<string, string> = {}): Promise<ScriptPage> {
  const scripts = new Map<string | undefined, string>();
  for (const [path, file] of Object.entries({ '/script.js': entry, ...workers })) scripts.set(path, await bundle(file));
  const server = createServer((request, response) => {
    const script = scripts.get(request.url);
    response.setHeader('content-type', script === undefined ? 'text/html' : 'text/javascript');
    response.end(script ?? '<!doctype html><script src="/script.js"></script>');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, close: () => void server.close() };
}

async function bundle(entry: string): Promise<string> {
  const entryPoint = fileURLToPath(new URL(entry, import.meta.url));
  const { outputFiles } = await build({ entryPoints: [entryPoint], bundle: true, write: false, format: 'iife' });
  return outputFiles[0]?.text ?? '';
}
