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
import { launch, openPage } from '../../test/studio/support/browser.ts';
import { buildProject, serve, type Site } from '../../test/studio/support/site.ts';
import { StudioPage } from '../../test/studio/support/studio.ts';

/** What a page notes of itself. */
interface Smoothness {
  readonly longTasks: readonly number[];
  readonly frames: number;
  readonly seconds: number;
}

/** Runs in the page, as text: counts frames, and notes tasks of more than 50 ms. */
const watchSmoothness = `
  const longTasks = [];
  let frames = 0;
  const from = performance.now();
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longTasks.push(duration);
  }).observe({ type: 'longtask' });
  requestAnimationFrame(function count() {
    frames += 1;
    requestAnimationFrame(count);
  });
  globalThis.smoothness = () =>
    ({ longTasks, frames, seconds: (performance.now() - from) / 1000 });
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
        `page busy ${(100 * run.busy).toFixed(0)} % of the time, ` +
        `long tasks ${JSON.stringify(run.longTasks.map(Math.round))} ms`,
    );
    runs.push(run);
  }
  const median = (values: readonly number[]): number =>
    [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
  const lander = await trainLander(browser, site);
  console.log(
    `LunarLander, ten seconds of training: frames ${lander.framesPerSecond.toFixed(1)} a second, ` +
      `page busy ${(100 * lander.busy).toFixed(0)} % of the time, ` +
      `long tasks ${JSON.stringify(lander.longTasks.map(Math.round))} ms`,
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
  await page.evaluate(watchSmoothness);
  await page.getByLabel('Seed').fill(String(seed));
  await studio.button('Train').click();
  await page.locator('.status.solved').waitFor({ timeout: 300_000 });
  const solved = (performance.now() - started) / 1000;
  const firstView = await page.evaluate(
    () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
  );
  const smoothness = await readSmoothness(page);
  await page.context().close();
  return { solved, firstView, ...smoothness };
}

async function trainLander(by: Browser, { url }: Site) {
  const { page } = await openPage(by, url);
  const studio = new StudioPage(page);
  await page.getByLabel('World', { exact: true }).first().selectOption('LunarLander-v3');
  await studio.button('Train').click();
  await studio.waitForSteps(1);
  await page.evaluate(watchSmoothness);
  await page.waitForTimeout(7000);
  const smoothness = await readSmoothness(page);
  await page.context().close();
  return smoothness;
}

async function readSmoothness(page: Page) {
  const busy = await busyShare(page);
  const { longTasks, frames, seconds } = await page.evaluate(() =>
    (globalThis as unknown as { smoothness: () => Smoothness }).smoothness(),
  );
  return { longTasks, busy, framesPerSecond: frames / seconds };
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
