import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { build } from 'tsup';
import { findChromium } from '../../scripts/support/chromium.ts';
import type { MeasureOptions } from './measure.ts';
import type { Row } from './table.ts';
import type { Workload } from './workloads.ts';

const entry = fileURLToPath(new URL('chromiumPage.ts', import.meta.url));
const outDir = 'output/bench';

/** A page of a headless Chromium that measures. */
export interface ChromiumBench {
  readonly version: string;
  /** Times updates on the simd engine; a row for each variant. */
  measureUpdate(workload: Workload, options: MeasureOptions): Promise<readonly Row[]>;
  close(): Promise<void>;
}

/**
 * Opens a page with the library in it.
 *
 * @throws {Error} If there is no Chromium.
 */
export async function openChromium(): Promise<ChromiumBench> {
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
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    await page.addScriptTag({ path: join(outDir, 'page.global.js') });
    return {
      version: browser.version(),
      measureUpdate: ({ name }, options) =>
        page.evaluate(`measureUpdate(${JSON.stringify(name)}, ${JSON.stringify(options)})`),
      close: () => browser.close(),
    };
  } catch (error) {
    await browser.close();
    throw error;
  }
}
