import { spawn, type ChildProcess } from 'node:child_process';
import { builtProgram } from './builtProgram.ts';

const main = builtProgram(new URL('../../src/cli/main.ts', import.meta.url));

/** A call of `npx deepq` in a process of its own, and what it has said so far. */
export class CalledCommand {
  readonly child: ChildProcess;
  /** Its exit code; `null` where a signal has ended it. */
  readonly ended: Promise<number | null>;
  out = '';
  errors = '';
  #hasEnded = false;

  constructor(folder: string, words: readonly string[], variables: NodeJS.ProcessEnv = {}) {
    this.child = spawn(process.execPath, [main, ...words], {
      cwd: folder,
      env: { ...process.env, ...variables },
    });
    this.child.stdout!.on('data', (data: Buffer) => (this.out += String(data)));
    this.child.stderr!.on('data', (data: Buffer) => (this.errors += String(data)));
    this.ended = new Promise((resolve) => {
      this.child.on('close', (code) => {
        this.#hasEnded = true;
        resolve(code);
      });
    });
  }

  /** All that it has said, what went wrong first. */
  said(): string {
    return this.errors + this.out;
  }

  /** Waits until it has said that; throws where it ends before, or after so many seconds. */
  async says(pattern: RegExp, seconds = 60): Promise<void> {
    const deadline = performance.now() + seconds * 1000;
    while (!pattern.test(this.said())) {
      if (this.#hasEnded || performance.now() > deadline) {
        throw new Error(`no ${pattern} in:\n${this.said()}`);
      }
      await new Promise((settle) => setTimeout(settle, 20));
    }
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<number | null> {
    this.child.kill(signal);
    return this.ended;
  }
}
