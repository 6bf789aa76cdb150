import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright';
import { findChromium } from '../scripts/support/chromium.ts';
import { serveFolder } from '../scripts/support/serveFolder.ts';
import { train } from '../src/training/train.ts';
import type { Options } from './support/arguments.ts';
import type { BenchmarkContext } from './support/context.ts';
import { describeTask, traceMainThread, type PageTrace } from './support/mainThread.ts';
import { quantile } from './support/measure.ts';
import { makeWorkerCase, type WorkerCase } from './support/workerCases.ts';
import type { PageResult } from './support/workerPage.ts';

export const name = 'worker';
export const description =
  'training in a worker of a page, against Node by turns, and how the page runs meanwhile (--runs 3, --scale 1, --only for cases of these words)';
export const options: Options = { runs: 'number', scale: 'number', only: 'text' };

const FOLDER = 'output/bench/worker';

interface Case extends WorkerCase {
  readonly drawsFrames: boolean;
}

const cases: readonly Case[] = [
  { case: 'CartPole-v1', environmentSteps: 20_000, drawsFrames: false },
  { case: 'CartPole-v1', environmentSteps: 20_000, drawsFrames: true },
  { case: 'LunarLander-v3', environmentSteps: 10_000, drawsFrames: false },
  { case: 'natureCnn', environmentSteps: 200, drawsFrames: false },
];

/** Node and the page take turns, so that what else the machine does meets both. */
export async function run(context: BenchmarkContext): Promise<void> {
  const runs = context.number('runs', 3);
  const scale = context.number('scale', 1);
  const only = context.args.indexOf('--only');
  const words = only === -1 ? '' : (context.args[only + 1] ?? '');
  const opened = await openPage();
  try {
    const rows = [];
    for (const { drawsFrames, ...each } of cases.filter((one) => one.case.includes(words))) {
      const given = { ...each, environmentSteps: Math.round(each.environmentSteps * scale) };
      const name = given.case + (drawsFrames ? ', drawn at 30 fps' : '');
      const pairs: { node: number; page: PageResult; trace: PageTrace }[] = [];
      for (let count = 0; count < runs; count++) {
        const node = await trainHere(given);
        const values = [given, drawsFrames].map((one) => JSON.stringify(one)).join(', ');
        const endTrace = await traceMainThread(opened.browser, opened.page);
        const page: PageResult = await opened.page.evaluate(`trainInWorker(${values})`);
        const trace = await endTrace();
        pairs.push({ node, page, trace });
        const seconds = [node, page.seconds].map((each) => each.toFixed(2));
        context.note(`${name}: Node ${seconds[0]} s, worker ${seconds[1]} s`);
        context.note(`  longest task: ${describeTask(trace.longest)}`);
        context.note(`  busiest task: ${describeTask(trace.busiest)}`);
      }
      const middle = (pick: (pair: (typeof pairs)[number]) => number): number =>
        quantile(pairs.map(pick), 0.5);
      const longest = pairs
        .map(({ trace }) => trace.longest)
        .reduce((a, b) => (a.milliseconds > b.milliseconds ? a : b));
      rows.push({
        case: name,
        'Node steps/s': middle(({ node }) => given.environmentSteps / node),
        'worker steps/s': middle(({ page }) => given.environmentSteps / page.seconds),
        'worker ÷ Node': middle(({ node, page }) => node / page.seconds),
        'frames/s': middle(({ page }) => page.framesPerSecond),
        'longest task (ms)': longest.milliseconds,
        'of that computing (ms)': longest.computing,
        'most computing of a task (ms)': Math.max(
          ...pairs.map(({ trace }) => trace.busiest.computing),
        ),
        'longest task': longest.parts.join(', '),
      });
    }
    context.report(`training in a worker of Chromium ${opened.version}, plain build`, rows);
  } finally {
    await opened.close();
  }
}

/** @returns Seconds. */
async function trainHere(given: WorkerCase): Promise<number> {
  const { agent, environment, train: trainOptions } = await makeWorkerCase(given);
  const begun = performance.now();
  await train(agent, environment, trainOptions).finish();
  const seconds = (performance.now() - begun) / 1000;
  (agent as Partial<{ dispose(): void }>).dispose?.();
  return seconds;
}

async function openPage(): Promise<{
  readonly browser: Browser;
  readonly page: Page;
  readonly version: string;
  readonly close: () => Promise<void>;
}> {
  const executablePath = findChromium();
  if (executablePath === null) {
    throw new Error('Found no Chromium; set DEEPQ_CHROMIUM to the path of one.');
  }
  const entry = (file: string): string =>
    fileURLToPath(new URL(`support/${file}`, import.meta.url));
  await build({
    entryPoints: { page: entry('workerPage.ts'), thread: entry('workerThread.ts') },
    bundle: true,
    // Not minified: what is traced has its names.
    minify: false,
    format: 'esm',
    outdir: FOLDER,
    logLevel: 'error',
  });
  await writeFile(
    `${FOLDER}/index.html`,
    '<!doctype html><link rel="icon" href="data:,"><script type="module" src="page.js"></script>',
  );
  const server = await serveFolder(FOLDER);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const page = await browser.newPage();
  await page.goto(server.url);
  return {
    browser,
    page,
    version: browser.version(),
    async close() {
      await browser.close();
      await server.close();
    },
  };
}
