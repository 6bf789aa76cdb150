import { execFile } from 'node:child_process';
import { closeSync, constants, openSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { EnvironmentError } from '../../errors.ts';
import { atExit } from './atExit.ts';

/** The two ends of a pipe, as file descriptors. */
export interface Pipe {
  readonly read: number;
  readonly write: number;
}

/** What a synchronous connection needs before the other process is there. */
export interface Fifos {
  readonly requests: Pipe;
  readonly replies: Pipe;
  /** A file for what the other process prints: open for appending and reading. */
  readonly output: number;
  readonly outputPath: string;
  /** Takes the names away; what is open stays open. */
  removeNames(): void;
  /** Closes whatever is still open. */
  close(): void;
  /** Closes the ends that are the other process's. */
  closeTheirs(): void;
}

/**
 * Opens two named pipes, both ends of each: nothing can block, as it would if
 * one waited for the other process, which may die first. That one inherits its
 * ends.
 *
 * @throws {EnvironmentError} If the system has no named pipes.
 */
export async function openFifos(where: string): Promise<Fifos> {
  if (process.platform === 'win32') throw noFifos(where, 'Windows has none');
  const folder = await makeFolder(where);
  const open = new Set<number>();
  const close = (descriptor: number): void => {
    if (open.delete(descriptor)) closeSync(descriptor);
  };
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  const callOff = atExit(remove);
  const removeNames = (): void => {
    callOff();
    remove();
  };
  try {
    const paths = [join(folder, 'requests'), join(folder, 'replies')] as const;
    await makeFifos(where, paths);
    const [requests, replies] = paths.map((path) => openPipe(path, open)) as [Pipe, Pipe];
    const outputPath = join(folder, 'output');
    const output = openSync(outputPath, 'a+', 0o600);
    open.add(output);
    return {
      requests,
      replies,
      output,
      outputPath,
      removeNames,
      close: () => {
        open.forEach(close);
      },
      closeTheirs: () => {
        close(requests.read);
        close(replies.write);
      },
    };
  } catch (error) {
    open.forEach(close);
    removeNames();
    throw error;
  }
}

async function makeFolder(where: string): Promise<string> {
  const parent = tmpdir();
  try {
    return await mkdtemp(join(parent, 'deepq-'));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new EnvironmentError(
      `${where} needs a folder for named pipes, and cannot make one in ${parent} (${code}). Make it ` +
        'writable, or set the environment variable TMPDIR to a folder that is.',
      { cause },
    );
  }
}

async function makeFifos(where: string, paths: readonly string[]): Promise<void> {
  try {
    await promisify(execFile)('mkfifo', ['-m', '600', ...paths]);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw noFifos(where, code === 'ENOENT' ? 'there is no command mkfifo' : message.trim(), cause);
  }
}

function openPipe(path: string, open: Set<number>): Pipe {
  // For both directions a pipe opens at once, and then so does each end of it.
  const both = openSync(path, constants.O_RDWR);
  try {
    const read = openSync(path, constants.O_RDONLY);
    open.add(read);
    const write = openSync(path, constants.O_WRONLY);
    open.add(write);
    return { read, write };
  } finally {
    closeSync(both);
  }
}

function noFifos(where: string, reason: string, cause?: unknown): EnvironmentError {
  return new EnvironmentError(
    `${where} needs named pipes, and cannot make any here: ${reason}. Use ` +
      'AsyncGymnasiumEnvironment.create with the same arguments, which needs none; train and ' +
      'evaluate take it as well.',
    { cause },
  );
}
