import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { logFile } from '../src/node/logFile.ts';
import { progress } from '../src/node/progress.ts';
import { csvLog } from '../src/runs/logs/csvLog.ts';
import { tensorBoardLog } from '../src/runs/logs/tensorBoardLog.ts';
import { consume } from '../src/training/consume.ts';
import { train } from '../src/training/train.ts';
import type { Options } from './support/arguments.ts';
import type { BenchmarkContext } from './support/context.ts';
import { cartPoleCase, framesCase, type LogCase } from './support/logCases.ts';
import { quantile } from './support/measure.ts';
import type { Row } from './support/table.ts';

export const name = 'logs';
export const description: string =
  'what progress, CSV and TensorBoard add to the time of training, on CartPole with its preset and ' +
  'on frames as of Atari (--steps 50000, --frames 4000, --rounds 5; 0 leaves a case out)';
export const options: Options = { steps: 'number', frames: 'number', rounds: 'number' };

/** Trains with and without them in turn. CPU time counts: other programs take no part in it. */
export async function run(context: BenchmarkContext): Promise<void> {
  const rounds = context.number('rounds', 5);
  const cases = [
    cartPoleCase(context.number('steps', 50_000)),
    framesCase(context.number('frames', 4_000)),
  ];
  const rows: Row[] = [];
  for (const one of cases) {
    if (one.environmentSteps > 0) rows.push(await measure(context, one, rounds));
  }
  context.report('Progress, CSV and TensorBoard together', rows);
}

async function measure(context: BenchmarkContext, one: LogCase, rounds: number): Promise<Row> {
  await trainOnce({ ...one, environmentSteps: Math.ceil(one.environmentSteps / 10) }, true);
  const [bare, logged]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    // Neither always goes first.
    for (const isLogged of round % 2 === 0 ? [false, true] : [true, false]) {
      (isLogged ? logged : bare).push(await trainOnce(one, isLogged));
    }
    context.note(`${one.name}, round ${round + 1}: ${logged.at(-1)! / bare.at(-1)!}`);
  }
  const ratios = logged.map((seconds, round) => seconds / bare[round]!);
  return {
    case: one.name,
    steps: one.environmentSteps,
    'without, CPU s': quantile(bare, 0.5),
    'with, CPU s': quantile(logged, 0.5),
    'more, % (median of rounds)': 100 * (quantile(ratios, 0.5) - 1),
    'more, % (of the medians)': 100 * (quantile(logged, 0.5) / quantile(bare, 0.5) - 1),
    'more, % (best of each)': 100 * (Math.min(...logged) / Math.min(...bare) - 1),
  };
}

/** @returns The CPU seconds that it took. */
async function trainOnce({ environmentSteps, make }: LogCase, isLogged: boolean): Promise<number> {
  const { agent, environment } = make();
  const folder = mkdtempSync(join(tmpdir(), 'deepq-logs-'));
  const consumers = isLogged
    ? [
        progress({ total: environmentSteps, stream: terminal() }),
        csvLog(logFile(join(folder, 'progress.csv'))),
        tensorBoardLog(logFile(join(folder, 'events.out.tfevents.1.bench'))),
      ]
    : [];
  const before = process.cpuUsage();
  await consume(train(agent, environment, { environmentSteps, seed: 1 }), consumers).finish();
  const { user, system } = process.cpuUsage(before);
  agent.dispose();
  rmSync(folder, { recursive: true });
  return (user + system) / 1e6;
}

/** A terminal that shows nothing. */
function terminal(): NodeJS.WriteStream {
  const stream = new Writable({
    write(_chunk, _encoding, done): void {
      done();
    },
  });
  return Object.assign(stream, { isTTY: true, columns: 80 }) as unknown as NodeJS.WriteStream;
}
