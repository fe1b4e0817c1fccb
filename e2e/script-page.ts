import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export interface ScriptPage {
  readonly url: string;
  close(): void;
}

/** Serves an empty page with one script of this folder, bundled, on a loopback port of its own. */
export async function serveScript(entry: string): Promise<ScriptPage> {
  const script = await bundle(entry);
  const server = createServer((request, response) => {
    const isScript = request.url === '/script.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? script : '<!doctype html><script src="/script.js"></script>');
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
