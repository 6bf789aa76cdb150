import { buildSync } from 'esbuild';
import { mkdirSync, renameSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Builds a program that a test starts in a process or thread of its own into one file of
 * JavaScript, which starts at once; `--import tsx` takes a second for each start.
 *
 * @param source - The program in TypeScript, as an URL of this project.
 * @returns The path of what was built. It lies in this project, and so finds its packages.
 */
export function builtProgram(source: URL): string {
  const path = fileURLToPath(source);
  const name = relative(root, path).replaceAll(/[\\/]/g, '__').replace(/\.ts$/, '.mjs');
  const built = join(root, 'output', 'programs', name);
  const draft = `${built}.${process.pid}`;
  mkdirSync(dirname(built), { recursive: true });
  buildSync({
    entryPoints: [path],
    outfile: draft,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'es2022',
    packages: 'external',
    logLevel: 'error',
  });
  // Another test may be starting the same program.
  renameSync(draft, built);
  return built;
}
