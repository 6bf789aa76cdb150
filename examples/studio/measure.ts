/**
 * Measures the studio in Chromium: what the first view takes, how long it is to the first solved
 * CartPole, and whether the page stays smooth while a worker trains.
 *
 * Usage: npx tsx examples/studio/measure.ts [seeds, default 5]
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright';
import { describeTask, traceMainThread } from '../../bench/support/mainThread.ts';
import { launch, openPage } from '../../test/studio/support/browser.ts';
import { buildProject, serve, type Site } from '../../test/studio/support/site.ts';
import { StudioPage } from '../../test/studio/support/studio.ts';

/** What a page notes of itself. */
interface Smoothness {
  readonly frames: number;
  readonly seconds: number;
}

/** Runs in the page, as text: counts frames. */
const watchSmoothness = `
  let frames = 0;
  const from = performance.now();
  requestAnimationFrame(function count() {
    frames += 1;
    requestAnimationFrame(count);
  });
  globalThis.smoothness = () => ({ frames, seconds: (performance.now() - from) / 1000 });
`;

const seeds = Number(process.argv[2] ?? 5);
const folder = await buildProject('examples/studio/vite.config.ts', 'output/studio-site');
const site = await serve(folder);
const browser = await launch();
try {
  await reportSizes();
  const runs: { solved: number; firstView: number }[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const run = await solveCartPole(browser, site, seed);
    console.log(
      `seed ${seed}: first view ${run.firstView.toFixed(0)} ms, solved after ${run.solved.toFixed(1)} s ` +
        `from opening; frames ${run.framesPerSecond.toFixed(1)} a second, ` +
        `page busy ${(100 * run.busy).toFixed(0)} % of the time\n${run.tasks}`,
    );
    runs.push(run);
  }
  const median = (values: readonly number[]): number =>
    [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
  const lander = await trainLander(browser, site);
  console.log(
    `LunarLander, ten seconds of training: frames ${lander.framesPerSecond.toFixed(1)} a second, ` +
      `page busy ${(100 * lander.busy).toFixed(0)} % of the time\n${lander.tasks}`,
  );
  console.log(`median of ${seeds} seeds: ${median(runs.map(({ solved }) => solved)).toFixed(1)} s`);
} finally {
  await browser.close();
  await site.close();
}

/** Compressed sizes of what the first view needs, of what is fetched later, and of the agents. */
async function reportSizes(): Promise<void> {
  const sums = { 'first view': 0, later: 0, agents: 0 };
  for (const name of await readdir(folder, { recursive: true })) {
    const file = join(folder, name);
    if (!(await stat(file)).isFile() || name === 'fromDisk.js') continue;
    const size = gzipSync(await readFile(file)).length;
    const isLater = /worker/i.test(name);
    sums[name.startsWith('agents') ? 'agents' : isLater ? 'later' : 'first view'] += size;
  }
  const all = Object.values(sums).reduce((sum, size) => sum + size, 0);
  for (const [name, size] of [...Object.entries(sums), ['all', all] as const]) {
    console.log(`${name}: ${(size / 1000).toFixed(1)} kB compressed`);
  }
}

async function solveCartPole(by: Browser, { url }: Site, seed: number) {
  const started = performance.now();
  const { page } = await openPage(by, url);
  const studio = new StudioPage(page);
  const readSmoothness = await watch(page);
  await page.getByLabel('Seed').fill(String(seed));
  await studio.button('Train').click();
  await page.locator('.status.solved').waitFor({ timeout: 300_000 });
  const solved = (performance.now() - started) / 1000;
  const firstView = await page.evaluate(
    () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
  );
  const smoothness = await readSmoothness();
  await page.context().close();
  return { solved, firstView, ...smoothness };
}

async function trainLander(by: Browser, { url }: Site) {
  const { page } = await openPage(by, url);
  const studio = new StudioPage(page);
  await page.getByLabel('World', { exact: true }).first().selectOption('LunarLander-v3');
  await studio.button('Train').click();
  await studio.waitForSteps(1);
  const readSmoothness = await watch(page);
  await page.waitForTimeout(7000);
  const smoothness = await readSmoothness();
  await page.context().close();
  return smoothness;
}

/** Begins to look at how a page runs. */
async function watch(page: Page) {
  const endTrace = await traceMainThread(browser, page);
  await page.evaluate(watchSmoothness);
  return async () => {
    const busy = await busyShare(page);
    const { frames, seconds } = await page.evaluate(() =>
      (globalThis as unknown as { smoothness: () => Smoothness }).smoothness(),
    );
    const { longest, busiest, longTasks } = await endTrace();
    const tasks =
      `  tasks of more than 50 ms: ${longTasks}\n  longest: ${describeTask(longest)}\n` +
      `  busiest: ${describeTask(busiest)}`;
    return { tasks, busy, framesPerSecond: frames / seconds };
  };
}

/** How much of the last seconds the page's own thread has worked, by Chromium's account. */
async function busyShare(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const metric = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN;
  };
  const before = await metric();
  const from = performance.now();
  await page.waitForTimeout(3000);
  return (((await metric()) - before) * 1000) / (performance.now() - from);
}
