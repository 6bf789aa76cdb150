// What a page of Chromium runs of the benchmarks: see chromium.ts.
import { measureInterleaved, type MeasureOptions } from './measure.ts';
import { tabulate } from './rates.ts';
import { simdVariants } from './simdVariants.ts';
import type { Row } from './table.ts';
import { workloads } from './workloads.ts';

/** Times updates on the simd engine, in every build that runs here. */
async function measureUpdate(name: string, options: MeasureOptions): Promise<readonly Row[]> {
  const workload = workloads.find((each) => each.name === name);
  if (!workload) throw new Error(`There is no workload "${name}".`);
  const { variants, dispose } = simdVariants(workload);
  const measured = await measureInterleaved(variants, options);
  dispose();
  return tabulate(variants, measured);
}

Object.assign(globalThis, { measureUpdate });
