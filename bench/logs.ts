import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { logFile } from '../src/node/logFile.ts';
import { progress } from '../src/node/progress.ts';
import { csvLog } from '../src/runs/logs/csvLog.ts';
import { tensorBoardLog } from '../src/runs/logs/tensorBoardLog.ts';
import { consume } from '../src/training/consume.ts';
import type { Consumer } from '../src/training/consumer.ts';
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

/** What a training took, in seconds. */
interface Took {
  readonly clock: number;
  /** Of all threads; other programs take no part in it. */
  readonly cpu: number;
  /** By the clock, in the consumers themselves. */
  readonly inside: number;
}

/**
 * Trains with and without them in turn. Between two trainings there is far more difference than
 * logs can make, so that what is spent in the logs themselves is told as well.
 */
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
  const [bare, logged]: [Took[], Took[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    // Neither always goes first.
    for (const isLogged of round % 2 === 0 ? [false, true] : [true, false]) {
      (isLogged ? logged : bare).push(await trainOnce(one, isLogged));
    }
    const [before, after] = [bare.at(-1)!, logged.at(-1)!];
    context.note(
      `${one.name}, round ${round + 1}: clock ${after.clock / before.clock}, CPU ${after.cpu / before.cpu}, ` +
        `inside ${(100 * after.inside) / after.clock} %`,
    );
  }
  const more = (of: 'clock' | 'cpu'): number =>
    100 *
    (quantile(
      logged.map((took, round) => took[of] / bare[round]![of]),
      0.5,
    ) -
      1);
  const middle = (all: readonly Took[], of: 'clock' | 'cpu'): number =>
    quantile(
      all.map((took) => took[of]),
      0.5,
    );
  return {
    case: one.name,
    steps: one.environmentSteps,
    'without, s': middle(bare, 'clock'),
    'with, s': middle(logged, 'clock'),
    'without, CPU s': middle(bare, 'cpu'),
    'with, CPU s': middle(logged, 'cpu'),
    'more, % (clock)': more('clock'),
    'more, % (CPU)': more('cpu'),
    'in the logs, % of the time': quantile(
      logged.map(({ inside, clock }) => (100 * inside) / clock),
      0.5,
    ),
  };
}

async function trainOnce({ environmentSteps, make }: LogCase, isLogged: boolean): Promise<Took> {
  const { agent, environment } = make();
  const folder = mkdtempSync(join(tmpdir(), 'deepq-logs-'));
  const watch = { inside: 0 };
  const consumers = isLogged
    ? [
        progress({ total: environmentSteps, stream: terminal() }),
        csvLog(logFile(join(folder, 'progress.csv'))),
        tensorBoardLog(logFile(join(folder, 'events.out.tfevents.1.bench'))),
      ].map((consumer) => timed(consumer, watch))
    : [];
  const before = process.cpuUsage();
  const start = performance.now();
  await consume(train(agent, environment, { environmentSteps, seed: 1 }), consumers).finish();
  const clock = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(before);
  agent.dispose();
  rmSync(folder, { recursive: true });
  return { clock, cpu: (user + system) / 1e6, inside: watch.inside / 1000 };
}

/** A consumer that adds up how long it takes. */
function timed(consumer: Consumer, watch: { inside: number }): Consumer {
  const time = (action: () => void | Promise<void>): void | Promise<void> => {
    const start = performance.now();
    const stop = (): void => {
      watch.inside += performance.now() - start;
    };
    const pending = action();
    // Not awaited where there is nothing to wait for, as in a training without this.
    if (pending) return pending.then(stop);
    stop();
  };
  return {
    on: (event, training) => time(() => consumer.on(event, training)),
    close: () => time(() => consumer.close?.()),
  };
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
