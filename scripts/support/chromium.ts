import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installDebianPackage } from './debianPackage.ts';
import { filesOnPath } from './onPath.ts';

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
  return [...filesOnPath(names), ...usualPaths()].find((path) => existsSync(path)) ?? null;
}

/**
 * Installs Debian's package `chromium`, where that can be done without a question.
 *
 * @returns The program's path, or null if it could not be installed.
 */
export async function installChromium(): Promise<string | null> {
  return (await installDebianPackage('chromium', 'the tests in the browser'))
    ? findChromium()
    : null;
}
