import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

/** How a command is run. */
export interface CommandOptions {
  readonly cwd?: string;
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Keep the output instead of showing it. @default false */
  readonly capture?: boolean;
  /** Milliseconds until the command is killed. @default none */
  readonly timeout?: number;
}

/** How a command ended. */
export interface CommandResult {
  /** The exit code; 124 if it ran out of time, 127 if it could not be started. */
  readonly code: number;
  /** Standard output and standard error together, if they were captured. */
  readonly output: string;
}

/** Runs a command without standard input, to its end. Never throws. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const stream = options.capture === true ? 'pipe' : 'inherit';
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', stream, stream],
    timeout: options.timeout,
    killSignal: 'SIGKILL',
    // On Windows npm and the programs of packages are batch files, which only a shell starts.
    shell: process.platform === 'win32' && /(^npm|\.cmd)$/.test(command),
  });
  let output = '';
  for (const source of [child.stdout, child.stderr]) {
    source?.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  return new Promise((settle) => {
    child.on('error', (error) => settle({ code: 127, output: output + error.message }));
    child.on('close', (code, signal) => {
      if (signal === null) settle({ code: code ?? 1, output });
      else settle({ code: 124, output: `${output}\nKilled by ${signal}.\n` });
    });
  });
}

/** Runs a program of node_modules/.bin, such as `tsc`. */
export function runTool(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const suffix = process.platform === 'win32' ? '.cmd' : '';
  return runCommand(resolve('node_modules', '.bin', program + suffix), args, options);
}
