/**
 * Takes the lock of each folder that it is told by a line, and says whether it has it. The line
 * `release` gives all back.
 */
import { createInterface } from 'node:readline';
import { UsageError } from '../../../src/errors.ts';
import { takeLock, type Lock } from '../../../src/node/run/lock.ts';

const held: Lock[] = [];
process.stdout.write('ready\n');
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'release') for (const lock of held.splice(0)) lock.release();
  process.stdout.write(`${line === 'release' ? 'released' : attempt(line)}\n`);
}

function attempt(folder: string): string {
  try {
    held.push(takeLock(folder));
    return 'taken';
  } catch (error) {
    if (error instanceof UsageError) return 'refused';
    throw error;
  }
}
