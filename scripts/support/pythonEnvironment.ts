import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { runCommand } from './command.ts';

/** Where the Python of the tests is kept; git leaves it out. */
const folder = resolve('.cache', 'python');
const python =
  process.platform === 'win32'
    ? join(folder, 'Scripts', 'python.exe')
    : join(folder, 'bin', 'python');
/** Written last: a folder without it is half done. */
const stamp = join(folder, 'installed.txt');

/** What the tests of the Gymnasium bridge need. */
const needed = ['gymnasium>=1.3', 'ale-py>=0.11'];
/** What more tests can use; they do without where it cannot be installed. */
const welcome = ['opencv-python-headless', 'tensorboard', 'pandas'];

/** An environment that was made for other packages is made anew. */
const wanted = [...needed, ...welcome].join('\n');

/**
 * Finds a Python with Gymnasium and ale-py: that of the environment variable
 * DEEPQ_PYTHON, else the one that {@link installPython} has made.
 *
 * @returns Its path, or null if there is none.
 */
export function findPython(): string | null {
  const chosen = process.env['DEEPQ_PYTHON'];
  if (chosen !== undefined && chosen !== '') return chosen;
  const complete = existsSync(python) && existsSync(stamp);
  return complete && readFileSync(stamp, 'utf8') === wanted ? python : null;
}

/**
 * Makes a virtual environment with Gymnasium and ale-py. Takes about a minute.
 *
 * @returns The path of its interpreter, or null if it could not be made.
 */
export async function installPython(): Promise<string | null> {
  console.log('Making a Python environment with Gymnasium for the tests, in .cache/python.');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const made = await firstThatRuns(
    process.platform === 'win32' ? ['python'] : ['python3', 'python'],
    [...['-m', 'venv', folder]],
  );
  if (!made || !(await pipInstall(needed))) return null;
  for (const extra of welcome) await pipInstall([extra]);
  await writeFile(stamp, wanted);
  return findPython();
}

async function firstThatRuns(
  commands: readonly string[],
  args: readonly string[],
): Promise<boolean> {
  for (const command of commands) {
    const { code, output } = await runCommand(command, args, { capture: true, timeout: 120_000 });
    if (code === 0) return true;
    console.warn(`${command} ${args.join(' ')}: ${output.trim()}`);
  }
  return false;
}

async function pipInstall(packages: readonly string[]): Promise<boolean> {
  // Where there is no network, wheels may lie on the disk: do not wait for the network for long.
  const patience = ['--retries', '0', '--timeout', '3'];
  const quiet = ['--quiet', '--disable-pip-version-check', '--no-input'];
  const { code, output } = await runCommand(
    python,
    ['-m', 'pip', 'install', ...quiet, ...patience, ...packages],
    { capture: true, timeout: 300_000 },
  );
  if (code !== 0) console.warn(`pip could not install ${packages.join(' ')}:\n${output.trim()}`);
  return code === 0;
}
