import type { Engine, EngineOptions } from '../../src/engines/engine.ts';
import { setUpBackend } from '../support/backends.ts';
import { simd } from '../../src/engines/simd/simd.ts';
import { tfjs } from '../../src/engines/tfjs/tfjs.ts';

/** An engine, with the backend of TensorFlow.js that it runs on. */
export type EngineName = 'simd' | 'tfjs on cpu' | 'tfjs on wasm';

/** The engines that run convolutions, the first being what the others must agree with. */
export const convolutionEngines: readonly EngineName[] = ['tfjs on cpu', 'tfjs on wasm', 'simd'];

/** Makes an engine after its backend, which stays the current one. */
export async function makeOn(name: EngineName, options: EngineOptions): Promise<Engine> {
  if (name === 'simd') return simd().create(options);
  await setUpBackend(name === 'tfjs on cpu' ? 'cpu' : 'wasm');
  return tfjs().create(options);
}
