import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { builtProgram } from '../support/builtProgram.ts';

function canLimitMemory(): boolean {
  try {
    execFileSync('prlimit', ['--version'], { stdio: 'ignore' });
    return process.platform === 'linux';
  } catch {
    return false;
  }
}

const isPossible = canLimitMemory();
if (!isPossible) {
  console.warn('NOT TESTED: a replay buffer that runs out of memory, as there is no prlimit here.');
}

test.skipIf(!isPossible)(
  'a replay buffer that runs out of memory says so and keeps what it has',
  async () => {
    // In a process of its own, which has next to nothing left.
    const script = builtProgram(new URL('memoryChild.ts', import.meta.url));
    const args = ['--max-semi-space-size=1', script];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const { added, errors, isRight } = JSON.parse(stdout) as {
      added: number;
      errors: string[];
      isRight: boolean;
    };
    expect(added).toBeGreaterThan(1);
    expect(errors).toHaveLength(3);
    for (const message of errors) {
      expect(message).toMatch(/there is no memory for more; lower the replay buffer's capacity/);
    }
    expect(isRight).toBe(true);
  },
  60_000,
);
