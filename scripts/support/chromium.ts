import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runCommand } from './command.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** Full paths of the usual installations outside the PATH. */
function usualPaths(): readonly string[] {
  switch (process.platform) {
    case 'darwin':
      return [
        '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
        '/Applications/Chromium.app/Contents/MacOS/Chromium',
      ];
    case 'win32':
      return ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA']
        .map((variable) => process.env[variable])
        .filter((folder) => folder !== undefined)
        .map((folder) => join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'));
    default:
      return ['/usr/bin/chromium', '/snap/bin/chromium', '/opt/google/chrome/chrome'];
  }
}

/**
 * Finds Chromium or Chrome: the path in the environment variable
 * DEEPQ_CHROMIUM, else on the PATH, else in the usual places.
 *
 * @returns The program's path, or null if there is none.
 * @throws {Error} If DEEPQ_CHROMIUM names a file that does not exist.
 */
export function findChromium(): string | null {
  const chosen = process.env['DEEPQ_CHROMIUM'];
  if (chosen !== undefined && chosen !== '') {
    if (existsSync(chosen)) return chosen;
    throw new Error(`DEEPQ_CHROMIUM names a file that does not exist: ${chosen}`);
  }
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const onPath = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .flatMap((folder) => names.map((name) => join(folder, name + suffix)));
  return [...onPath, ...usualPaths()].find((path) => existsSync(path)) ?? null;
}

/**
 * Installs Debian's package `chromium`, where that can be done without a
 * question: as root, or with a sudo that asks for no password.
 *
 * @returns The program's path, or null if it could not be installed.
 */
export async function installChromium(): Promise<string | null> {
  if (process.platform !== 'linux' || !existsSync('/etc/debian_version')) return null;
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && (await runCommand('sudo', ['-n', 'true'], { capture: true })).code !== 0)
    return null;

  console.log("Chromium is missing; installing Debian's package for the browser tests.");
  const aptGet = async (...args: readonly string[]): Promise<boolean> => {
    const command = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args];
    if (!isRoot) command.unshift('sudo', '-n');
    return (await runCommand(command[0]!, command.slice(1))).code === 0;
  };
  const install = (): Promise<boolean> =>
    aptGet('install', '--yes', '--no-install-recommends', 'chromium');
  // A fresh machine has no lists of packages yet; stale ones name files that are gone.
  if (!((await aptGet('update')) && (await install())) && !(await install())) return null;
  return findChromium();
}
