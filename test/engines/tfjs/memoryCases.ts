import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { createRandom } from '../../../src/random/createRandom.ts';
import { builtProgram } from '../../support/builtProgram.ts';

/** A network to train, and the size of its batches. */
export interface MemoryCase {
  readonly inputs: number;
  readonly hidden: readonly number[];
  readonly dueling: boolean | readonly number[];
  readonly actions: number;
  readonly batch: number;
}

/** What the memory of the backend came to. */
export interface MemoryGrowth {
  readonly updates: number;
  /** Bytes after a tenth of the updates. */
  readonly before: number;
  /** Bytes at the end. */
  readonly after: number;
}

/** The networks whose memory was seen to grow without end. */
export const knownCases: readonly MemoryCase[] = [
  { inputs: 4, hidden: [64, 64], dueling: true, actions: 2, batch: 32 },
  { inputs: 6, hidden: [64, 64], dueling: false, actions: 3, batch: 32 },
];

/** Networks of many sizes, always the same ones; the first are the known ones. */
export function memoryCases(count: number): readonly MemoryCase[] {
  const random = createRandom(1);
  const between = (low: number, high: number): number => low + random.integer(high - low + 1);
  const drawn = Array.from({ length: Math.max(0, count - knownCases.length) }, (): MemoryCase => ({
    inputs: between(1, 40),
    hidden: Array.from({ length: between(1, 3) }, () => between(8, 128)),
    dueling: [false, true, [between(8, 64)]][random.integer(3)] as MemoryCase['dueling'],
    actions: between(2, 18),
    batch: between(8, 64),
  }));
  return [...knownCases, ...drawn].slice(0, count);
}

/** Trains one network in a process of its own, since no memory of WebAssembly shrinks. */
export async function measureGrowth(network: MemoryCase, updates: number): Promise<MemoryGrowth> {
  const script = builtProgram(new URL('memoryChild.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...[script, JSON.stringify(network), String(updates)],
  ]);
  return JSON.parse(stdout) as MemoryGrowth;
}
