import { existsSync } from 'node:fs';
import { runCommand } from './command.ts';

/**
 * Installs a package of Debian, where that can be done without a question: as
 * root, or with a sudo that asks for no password.
 *
 * @param purpose - What it is needed for, for the line that tells of it.
 * @returns Whether it was installed.
 */
export async function installDebianPackage(name: string, purpose: string): Promise<boolean> {
  if (process.platform !== 'linux' || !existsSync('/etc/debian_version')) return false;
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && (await runCommand('sudo', ['-n', 'true'], { capture: true })).code !== 0)
    return false;

  console.log(`Installing Debian's package ${name}, for ${purpose}.`);
  const aptGet = async (...args: readonly string[]): Promise<boolean> => {
    const command = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args];
    if (!isRoot) command.unshift('sudo', '-n');
    return (await runCommand(command[0]!, command.slice(1))).code === 0;
  };
  const install = (): Promise<boolean> =>
    aptGet('install', '--yes', '--no-install-recommends', name);
  // A fresh machine has no lists of packages yet; stale ones name files that are gone.
  return ((await aptGet('update')) && (await install())) || (await install());
}
