import { execFile } from 'node:child_process';
import {
  closeSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { file } from '../src/node/file.ts';
import type { Options } from './support/arguments.ts';
import { fill, makeAgent, type CheckpointCase } from './support/checkpointAgents.ts';
import { collectGarbage } from './support/collectGarbage.ts';
import type { BenchmarkContext } from './support/context.ts';
import { quantile } from './support/measure.ts';
import type { Row } from './support/table.ts';

export const name = 'checkpoints';
export const description: string =
  'saving and loading an agent with its replay buffer, against plain writing and reading of as many ' +
  'bytes (--rounds 7, --vectors 1000000, --frames 100000); --memory: how much memory they take';
export const options: Options = {
  ...{ rounds: 'number', vectors: 'number', frames: 'number', memory: 'flag' },
};

/** Bytes that one call writes or reads. */
const CHUNK = 2 ** 26;

/** Saves and loads, taking turns with plain files: the speed of a disk drifts. */
export async function run(context: BenchmarkContext): Promise<void> {
  const rounds = context.number('rounds', 7);
  const isOfMemory = context.args.includes('--memory');
  const rows: Row[] = [];
  const cases = [
    ['CartPole', 'vectors', context.number('vectors', 1_000_000)],
    ['Atari, stacks of 4 frames', 'frames', context.number('frames', 100_000)],
  ] as const;
  for (const [what, of, capacity] of cases) {
    if (capacity === 0) continue;
    const title = `${what}, ${capacity} transitions`;
    rows.push(
      isOfMemory
        ? await measureMemory(title, of, capacity)
        : await measureTimes(title, of, capacity, rounds),
    );
    context.note(JSON.stringify(rows.at(-1)));
  }
  context.report(
    isOfMemory
      ? 'The most memory beyond what the process had before, each in a process of its own'
      : 'Checkpoints of whole agents; ratios are medians of those within a round',
    rows,
  );
}

const child = fileURLToPath(new URL('support/checkpointMemory.ts', import.meta.url));

async function measureMemory(title: string, of: CheckpointCase, capacity: number): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'deepq-checkpoints-'));
  const own = join(folder, 'own');
  const extra = async (step: 'save' | 'load'): Promise<number> => {
    const words = [...process.execArgv, child, step, of, String(capacity), own];
    const { stdout } = await promisify(execFile)(process.execPath, words);
    return Number(stdout);
  };
  try {
    const [save, load] = [await extra('save'), await extra('load')];
    return { case: title, MB: statSync(own).size / 1e6, 'save, MB': save, 'load, MB': load };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureTimes(
  title: string,
  of: CheckpointCase,
  capacity: number,
  rounds: number,
): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'deepq-checkpoints-'));
  const [own, plain] = [join(folder, 'own'), join(folder, 'plain')];
  const store = file(own);
  const made = makeAgent(of, capacity);
  const { agent } = made;
  const { agent: other } = makeAgent(of, capacity);
  fill(made, of);
  await agent.save(store);
  const { size } = statSync(own);
  const times: Record<'write' | 'save' | 'read' | 'load', number[]> = {
    ...{ write: [], save: [], read: [], load: [] },
  };
  // Made before: what it costs to fill memory is no part of a plain write.
  const part = new Uint8Array(Math.min(CHUNK, size)).fill(7);
  for (let round = 0; round < rounds; round++) {
    collectGarbage();
    rmSync(plain, { force: true });
    times.write.push(await secondsOf(() => writePlain(plain, part, size)));
    times.save.push(await secondsOf(() => agent.save(store)));
    times.read.push(await secondsOf(() => readPlain(plain, size)));
    times.load.push(await secondsOf(() => other.load(store)));
  }
  rmSync(folder, { recursive: true });
  for (const each of [agent, other]) each.dispose();
  const { write, save, read, load } = times;
  const middle = (values: readonly number[]): number => quantile(values, 0.5);
  const ratio = (above: readonly number[], below: readonly number[]): number =>
    middle(above.map((seconds, round) => seconds / below[round]!));
  return {
    case: title,
    MB: size / 1e6,
    'plain write + sync, s': middle(write),
    'save, s': middle(save),
    'save ÷ write': ratio(save, write),
    'plain read, s': middle(read),
    'load, s': middle(load),
    'load ÷ read': ratio(load, read),
    'load ÷ write': ratio(load, write),
  };
}

async function secondsOf(action: () => void | Promise<void>): Promise<number> {
  const start = performance.now();
  await action();
  return (performance.now() - start) / 1000;
}

/** Writes so many bytes, which are in memory already, and waits for the disk. */
function writePlain(path: string, part: Uint8Array, bytes: number): void {
  const descriptor = openSync(path, 'w');
  for (let at = 0; at < bytes;) at += writeSync(descriptor, part, 0, Math.min(CHUNK, bytes - at));
  fsyncSync(descriptor);
  closeSync(descriptor);
}

/** Reads so many bytes, which the system still has in its cache, into new memory. */
function readPlain(path: string, bytes: number): void {
  const descriptor = openSync(path, 'r');
  const part = new Uint8Array(Math.min(CHUNK, bytes));
  for (let at = 0; at < bytes;)
    at += readSync(descriptor, part, 0, Math.min(CHUNK, bytes - at), at);
  closeSync(descriptor);
}
