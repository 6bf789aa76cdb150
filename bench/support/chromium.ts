import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright';
import { build } from 'tsup';
import { findChromium } from '../../scripts/support/chromium.ts';
import type { MeasureOptions } from './measure.ts';
import type { GpuReport } from './gpuReport.ts';
import type { Row } from './table.ts';
import type { ThreadsSide } from './threads.ts';
import type { Workload } from './workloads.ts';

const entry = fileURLToPath(new URL('chromiumPage.ts', import.meta.url));
const outDir = 'output/bench';

/** A page of a headless Chromium that measures. */
export interface ChromiumBench {
  readonly version: string;
  /** Times updates on the simd engine; a row for each variant. */
  measureUpdate(workload: Workload, options: MeasureOptions): Promise<readonly Row[]>;
  /** Times updates on the webgpu engine. */
  measureOnGpu(workload: Workload, options: MeasureOptions): Promise<readonly GpuReport[]>;
  close(): Promise<void>;
}

/** What the environment variable DEEPQ_CHROMIUM_FLAGS adds, such as a GPU in software. */
function moreFlags(): readonly string[] {
  return (process.env['DEEPQ_CHROMIUM_FLAGS'] ?? '').split(' ').filter((flag) => flag !== '');
}

/** WebGPU where there is a GPU; without it, pages of http are not given one. */
const gpuFlags = ['--enable-unsafe-webgpu', '--enable-features=Vulkan', '--ignore-gpu-blocklist'];

/**
 * Opens a page with the library in it.
 *
 * @param options - `gpu`: whether the page is to have WebGPU.
 * @throws {Error} If there is no Chromium.
 */
export async function openChromium({
  gpu = false,
}: { readonly gpu?: boolean } = {}): Promise<ChromiumBench> {
  const { browser, page } = await openPage(gpu);
  return {
    version: browser.version(),
    measureUpdate: ({ name }, options) =>
      page.evaluate(`measureUpdate(${JSON.stringify(name)}, ${JSON.stringify(options)})`),
    measureOnGpu: ({ name }, options) =>
      page.evaluate(`measureGpu(${JSON.stringify(name)}, ${JSON.stringify(options)})`),
    close: () => browser.close(),
  };
}

/**
 * Opens a browser of its own, with an isolated page that runs updates by threads.
 *
 * @throws {Error} If there is no Chromium.
 */
export async function openChromiumSide(): Promise<ThreadsSide> {
  const { browser, page } = await openPage();
  return {
    run: (request) => page.evaluate(`runUpdates(${JSON.stringify(request)})`),
    close: () => browser.close(),
  };
}

let built: Promise<void> | null = null;

/** Once, however many pages there are. */
function bundlePage(): Promise<void> {
  return build({
    config: false,
    entry: { page: entry },
    outDir,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    noExternal: [/.*/],
    silent: true,
  });
}

/** A page with the library in it, isolated, as the memory of threads demands. */
async function openPage(gpu = false): Promise<{ readonly browser: Browser; readonly page: Page }> {
  const executablePath = findChromium();
  if (executablePath === null) {
    throw new Error('Found no Chromium; set DEEPQ_CHROMIUM to the path of one.');
  }
  await (built ??= bundlePage());
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', ...(gpu ? [...gpuFlags, ...moreFlags()] : [])],
  });
  try {
    const page = await browser.newPage();
    await page.route('http://localhost/', (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: '<!doctype html><title>bench</title>',
        headers: {
          'Cross-Origin-Opener-Policy': 'same-origin',
          'Cross-Origin-Embedder-Policy': 'require-corp',
        },
      }),
    );
    await page.goto('http://localhost/');
    await page.addScriptTag({ path: join(outDir, 'page.global.js') });
    return { browser, page };
  } catch (error) {
    await browser.close();
    throw error;
  }
}
