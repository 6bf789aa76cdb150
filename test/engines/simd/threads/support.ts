import type { EngineFactory } from '../../../../src/engines/engine.ts';
import { createSimdEngine } from '../../../../src/engines/simd/simdEngine.ts';
import * as WORDS from '../../../../src/engines/simd/threads/words.ts';
import { currentPool } from '../../../../src/engines/simd/threads/pool.ts';
import type { Architecture } from '../../../../src/networks/architecture.ts';

/** The simd engine with so many threads, among which even the smallest work is divided. */
export function threaded(threads: number, relaxed = false): EngineFactory {
  return {
    name: 'simd',
    create: (given) =>
      createSimdEngine({
        ...given,
        architecture: given.architecture as Architecture,
        relaxed,
        threads,
        worthwhile: 1,
      }),
  };
}

/**
 * Waits until so many helpers have started, read their messages, and gone to sleep: as
 * long as a very busy machine needs.
 */
export async function helpersAsleep(helpers: number, seconds = 120): Promise<void> {
  const { words } = currentPool();
  const end = performance.now() + seconds * 1000;
  for (let index = 0; index < helpers; index++) {
    while (Atomics.load(words, WORDS.sleeps + index) === 0) {
      if (performance.now() > end) throw new Error(`Helper ${index} does not sleep.`);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
}
