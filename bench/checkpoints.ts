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
import { DQNAgent } from '../src/agents/dqnAgent.ts';
import { mlp } from '../src/networks/mlp.ts';
import { natureCnn } from '../src/networks/knownCnns.ts';
import { file } from '../src/node/file.ts';
import { ReplayBuffer } from '../src/replay/replayBuffer.ts';
import { Discrete } from '../src/spaces/discrete.ts';
import type { Options } from './support/arguments.ts';
import { collectGarbage } from './support/collectGarbage.ts';
import type { BenchmarkContext } from './support/context.ts';
import { quantile } from './support/measure.ts';
import type { Row } from './support/table.ts';
import { pixels, vectors, type TransitionSource } from './support/transitions.ts';

export const name = 'checkpoints';
export const description: string =
  'saving and loading an agent with its replay buffer, against plain writing and reading of as many ' +
  'bytes (--rounds 7, --vectors 1000000, --frames 100000)';
export const options: Options = { rounds: 'number', vectors: 'number', frames: 'number' };

/** Bytes that one call writes or reads. */
const CHUNK = 2 ** 26;

/** Saves and loads, taking turns with plain files: the speed of a disk drifts. */
export async function run(context: BenchmarkContext): Promise<void> {
  const rounds = context.number('rounds', 7);
  const rows: Row[] = [];
  const cases = [
    ['CartPole', context.number('vectors', 1_000_000), () => vectors()],
    ['Atari, stacks of 4 frames', context.number('frames', 100_000), () => pixels(1)],
  ] as const;
  for (const [title, capacity, source] of cases) {
    if (capacity === 0) continue;
    const make = (): Made => makeAgent(capacity, source());
    rows.push(await measure(`${title}, ${capacity} transitions`, make, source(), rounds));
    context.note(JSON.stringify(rows.at(-1)));
  }
  context.report('Checkpoints of whole agents; ratios are medians of those within a round', rows);
}

interface Made {
  readonly agent: DQNAgent;
  readonly replay: ReplayBuffer;
}

function makeAgent(capacity: number, { space }: TransitionSource): Made {
  const environment = { observationSpace: space, actionSpace: new Discrete(6) };
  const network = space.shape.length === 1 ? mlp({ hidden: [256, 256] }) : natureCnn();
  const replay = new ReplayBuffer({ capacity, environment });
  const agent = new DQNAgent({ environment, network, replay, learningStarts: 1_000, seed: 1 });
  return { agent, replay };
}

async function measure(
  title: string,
  make: () => Made,
  source: TransitionSource,
  rounds: number,
): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'deepq-checkpoints-'));
  const [own, plain] = [join(folder, 'own'), join(folder, 'plain')];
  const store = file(own);
  const { agent, replay } = make();
  const { agent: other } = make();
  for (let index = 0; index < replay.capacity; index++) replay.add(...source.next());
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
