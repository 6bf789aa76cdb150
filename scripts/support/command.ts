import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

/** How a command is run. */
export interface CommandOptions {
  readonly cwd?: string;
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Keep the output instead of showing it. @default false */
  readonly capture?: boolean;
  /** Milliseconds until the command and all it started are killed. @default none */
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
  const { cwd, timeout } = options;
  // With a group of its own, what the command started can be killed with it.
  const detached = timeout !== undefined && process.platform !== 'win32';
  const child = spawn(command, args, {
    cwd,
    detached,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', stream, stream],
    // On Windows npm and the programs of packages are batch files, which only a shell starts.
    shell: process.platform === 'win32' && /(^npm|\.cmd)$/.test(command),
  });
  let output = '';
  for (const source of [child.stdout, child.stderr]) {
    source?.setEncoding('utf8').on('data', (text: string) => (output += text));
  }

  const kill = (): void => {
    if (detached && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    else child.kill('SIGKILL');
  };
  // Ctrl-C does not reach another group by itself.
  const interrupt = (): void => {
    kill();
    process.exit(130);
  };
  if (detached) process.once('SIGINT', interrupt);
  const timer = timeout === undefined ? undefined : setTimeout(kill, timeout);

  return new Promise((settle) => {
    const end = (result: CommandResult): void => {
      clearTimeout(timer);
      process.off('SIGINT', interrupt);
      settle(result);
    };
    child.on('error', (error) => end({ code: 127, output: output + error.message }));
    child.on('close', (code, signal) => {
      if (signal === null) end({ code: code ?? 1, output });
      else end({ code: 124, output: `${output}\nKilled by ${signal}.\n` });
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
