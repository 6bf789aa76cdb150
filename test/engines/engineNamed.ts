import type { EngineFactory } from '../../src/engines/engine.ts';
import { simd, type SimdOptions } from '../../src/engines/simd/simd.ts';
import { tfjs, type TfjsOptions } from '../../src/engines/tfjs/tfjs.ts';

/** For tests that run on both engines and name them: each takes the settings that are its own. */
export function engineNamed(
  name: 'simd' | 'tfjs',
  { relaxed = true, largeArray }: SimdOptions & TfjsOptions = {},
): EngineFactory {
  if (name === 'simd') return simd({ relaxed });
  return tfjs(largeArray === undefined ? {} : { largeArray });
}
