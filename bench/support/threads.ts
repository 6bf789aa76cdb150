import { fork } from 'node:child_process';
import { once } from 'node:events';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { quantile } from './measure.ts';
import type { Row } from './table.ts';

/** What a process, or a page, is asked to run. */
export interface SideRequest {
  readonly workload: string;
  readonly threads: number;
  readonly seconds: number;
}

/** A process, or a page of a browser of its own. */
export interface ThreadsSide {
  /** @returns Updates a second. */
  run(request: SideRequest): Promise<number>;
  close(): void | Promise<void>;
}

export interface ThreadsOptions {
  readonly threads: number;
  readonly rounds: number;
  /** Seconds of each variant in a round. */
  readonly seconds: number;
}

/**
 * Times one thread, several, and as many independent runs of one thread at once, which
 * is the most that threads could reach on this machine: all in turn, and compared within a
 * round.
 */
export async function measureThreads(
  open: () => Promise<ThreadsSide>,
  workload: string,
  { threads, rounds, seconds }: ThreadsOptions,
): Promise<readonly Row[]> {
  const sides = await Promise.all(Array.from({ length: threads }, open));
  const [main] = sides as [ThreadsSide, ...ThreadsSide[]];
  const request = { workload, seconds };
  const variants: readonly (readonly [string, () => Promise<number>])[] = [
    ['one thread', () => main.run({ ...request, threads: 1 })],
    [`${threads} threads`, () => main.run({ ...request, threads })],
    [
      `${threads} runs of one thread at once, together`,
      async () => {
        const rates = await Promise.all(sides.map((side) => side.run({ ...request, threads: 1 })));
        return rates.reduce((sum, rate) => sum + rate, 0);
      },
    ],
  ];
  try {
    // Warm: all of it compiled, all helpers started.
    for (const [, run] of variants) await run();
    const measured: number[][] = [];
    for (let round = 0; round < rounds; round++) {
      const rates: number[] = [];
      for (const [, run] of variants) rates.push(await run());
      measured.push(rates);
    }
    const ofRounds = (pick: (rates: readonly number[]) => number, q = 0.5): number =>
      quantile(measured.map(pick), q);
    return variants.map(([variant], index) => {
      const rate = (rates: readonly number[]): number => rates[index] ?? NaN;
      const ceiling = (rates: readonly number[]): number => rates.at(-1) ?? NaN;
      return {
        variant,
        'µs an update': 1e6 / ofRounds(rate),
        'times faster': ofRounds((rates) => rate(rates) / (rates[0] ?? NaN)),
        'of the ceiling': ofRounds((rates) => rate(rates) / ceiling(rates)),
        'p10 of it': ofRounds((rates) => rate(rates) / ceiling(rates), 0.1),
        'p90 of it': ofRounds((rates) => rate(rates) / ceiling(rates), 0.9),
        'load of the machine': loadavg()[0] ?? null,
      };
    });
  } finally {
    for (const side of sides) await side.close();
  }
}

const script = fileURLToPath(new URL('threadsChild.ts', import.meta.url));

/** Starts a process of Node that runs updates. */
export async function openProcess(): Promise<ThreadsSide> {
  const child = fork(script, { execArgv: ['--import', 'tsx'] });
  await once(child, 'message');
  return {
    async run(request) {
      child.send(request);
      const [rate] = (await once(child, 'message')) as [number];
      return rate;
    },
    close: () => void child.kill(),
  };
}
