import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * A module of this folder for threads, in JavaScript: Node 20 reads TypeScript in a thread only
 * where tsx is registered there.
 */
export function threadModule(name: string): URL {
  const folder = mkdtempSync(join(tmpdir(), 'deepq-threads-'));
  const path = join(folder, 'actor.mjs');
  const code = [
    `import { register } from ${JSON.stringify(import.meta.resolve('tsx/esm/api'))};`,
    'register();',
    `await import(${JSON.stringify(new URL(name, import.meta.url).href)});`,
  ];
  writeFileSync(path, code.join('\n'));
  return pathToFileURL(path);
}
