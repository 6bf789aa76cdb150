import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { build } from 'tsup';
import { findChromium } from '../../scripts/support/chromium.ts';
import type { MeasureOptions } from './measure.ts';
import type { GpuReport } from './gpuReport.ts';
import type { Row } from './table.ts';
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
  const executablePath = findChromium();
  if (executablePath === null) {
    throw new Error('Found no Chromium; set DEEPQ_CHROMIUM to the path of one.');
  }
  await build({
    config: false,
    entry: { page: entry },
    outDir,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    noExternal: [/.*/],
    silent: true,
  });
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', ...(gpu ? [...gpuFlags, ...moreFlags()] : [])],
  });
  try {
    const page = await browser.newPage();
    // WebGPU is there in secure pages only, and about:blank is none.
    await page.route('https://bench.test/', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }),
    );
    await page.goto('https://bench.test/');
    await page.addScriptTag({ path: join(outDir, 'page.global.js') });
    return {
      version: browser.version(),
      measureUpdate: ({ name }, options) =>
        page.evaluate(`measureUpdate(${JSON.stringify(name)}, ${JSON.stringify(options)})`),
      measureOnGpu: ({ name }, options) =>
        page.evaluate(`measureGpu(${JSON.stringify(name)}, ${JSON.stringify(options)})`),
      close: () => browser.close(),
    };
  } catch (error) {
    await browser.close();
    throw error;
  }
}
