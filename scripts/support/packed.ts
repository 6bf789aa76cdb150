import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { runCommand } from './command.ts';

/**
 * Packs what was built, as npm would publish it. The scripts of the package are left out, so that
 * what is packed is what was built and checked.
 *
 * @param folder - Where the tarball comes to lie, alone of its kind.
 * @param print - Takes what npm says.
 * @returns The path of the tarball.
 */
export async function packPackage(
  folder: string,
  print: (text: string) => void = () => {},
): Promise<string> {
  const args = ['pack', '--ignore-scripts', '--pack-destination', folder];
  const { code, output } = await runCommand('npm', args, { capture: true, timeout: 300_000 });
  print(output);
  if (code !== 0) throw new Error(`npm ${args.join(' ')} ended with code ${code}:\n${output}`);
  const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new Error('npm pack made no tarball.');
  return join(folder, tarball);
}

/** The path of a tarball that a script was given, or of one that is packed into `folder`. */
export async function givenOrPacked(given: string | undefined, folder: string): Promise<string> {
  requireTarball(given);
  return given === undefined ? packPackage(folder) : resolve(given);
}

/** @throws {Error} If a script was given a tarball that there is not. */
export function requireTarball(given: string | undefined): void {
  if (given !== undefined && !existsSync(given)) throw new Error(`There is no file ${given}.`);
}

/** What `npm install` is told in a folder of a test, before the names of packages. */
export const installWords = ['install', '--prefer-offline', '--no-audit', '--no-fund'] as const;
