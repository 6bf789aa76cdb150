import { existsSync } from 'node:fs';
import { installDebianPackage } from './debianPackage.ts';
import { filesOnPath } from './onPath.ts';

const usualPaths = ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'].flatMap((folder) =>
  ['redis-server', 'valkey-server'].map((name) => `${folder}/${name}`),
);

/**
 * Finds the server of Redis or Valkey: the path in the environment variable
 * DEEPQ_REDIS_SERVER, else on the PATH, else in the usual places.
 *
 * @returns The program's path, or null if there is none.
 * @throws {Error} If DEEPQ_REDIS_SERVER names a file that does not exist.
 */
export function findRedis(): string | null {
  const chosen = process.env['DEEPQ_REDIS_SERVER'];
  if (chosen !== undefined && chosen !== '') {
    if (existsSync(chosen)) return chosen;
    throw new Error(`DEEPQ_REDIS_SERVER names a file that does not exist: ${chosen}`);
  }
  const onPath = filesOnPath(['redis-server', 'valkey-server']);
  return [...onPath, ...usualPaths].find((path) => existsSync(path)) ?? null;
}

/**
 * Installs Debian's package `redis-server`, where that can be done without a
 * question. The tests start servers of their own; the one that the package
 * may have started is left alone.
 *
 * @returns The program's path, or null if it could not be installed.
 */
export async function installRedis(): Promise<string | null> {
  return (await installDebianPackage('redis-server', 'the tests over Redis')) ? findRedis() : null;
}
