import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import { extname, join, resolve, sep } from 'node:path';
import { build } from 'vite';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

/** Files behind an address, as the plainest host has them: no header beyond the type. */
export interface Site {
  readonly url: string;
  /** Bytes sent so far. */
  readonly sent: () => number;
  close(): Promise<void>;
}

/** Builds a Vite project of the repository. */
export async function buildProject(config: string, outDir: string): Promise<string> {
  const folder = resolve(outDir);
  // Vitest says 'test', with which React would be built for its developers.
  process.env['NODE_ENV'] = 'production';
  await build({ configFile: resolve(config), logLevel: 'warn', build: { outDir: folder } });
  return folder;
}

/**
 * Serves a folder.
 *
 * @param prefix - Under which the folder lies, such as `/some/where/`.
 */
export async function serve(folder: string, prefix = '/'): Promise<Site> {
  let sent = 0;
  const server: Server = createServer((request, response) => {
    void (async () => {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      const path = pathname.startsWith(prefix) ? pathname.slice(prefix.length) : '../nothing';
      const file = resolve(
        folder,
        path.endsWith('/') || path === '' ? join(path, 'index.html') : path,
      );
      try {
        if (!file.startsWith(resolve(folder) + sep)) throw new Error('outside of the folder');
        const content = await readFile(file);
        sent += content.length;
        response.writeHead(200, {
          'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
        });
        response.end(content);
      } catch {
        response.writeHead(404).end();
      }
    })();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}${prefix}`,
    sent: () => sent,
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
}
