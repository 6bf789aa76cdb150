import { requireChoice } from '../validation/options.ts';
import type { Engine } from './engine.ts';
import { createSimdEngine } from './simd/simdEngine.ts';
import { createTfjsEngine, type TfjsEngineOptions } from './tfjs/tfjsEngine.ts';

/**
 * What computes: `'simd'` runs the library's own WebAssembly kernels (dense
 * layers and embeddings), `'tfjs'` runs on the TensorFlow.js backend that is
 * set up, `'auto'` chooses; for now it takes `'tfjs'`.
 *
 * @category Engines
 */
export type EngineChoice = 'auto' | 'simd' | 'tfjs';

/** An engine, and why it was chosen. */
export interface ChosenEngine {
  readonly engine: Engine;
  readonly reason: string;
}

/**
 * Makes the engine that suits the choice.
 *
 * @throws {OptionsError} If the choice is unknown.
 * @throws {BackendError} If no TensorFlow.js backend is ready, or `'simd'`
 *   cannot run here or lacks a layer.
 */
export function createEngine(choice: EngineChoice, options: TfjsEngineOptions): ChosenEngine {
  requireChoice('engine', choice, ['auto', 'simd', 'tfjs']);
  if (choice === 'simd') return { engine: createSimdEngine(options), reason: 'asked for' };
  const engine = createTfjsEngine(options);
  const reason =
    choice === 'tfjs'
      ? 'asked for'
      : `the TensorFlow.js backend that is set up is ${engine.backend}`;
  return { engine, reason };
}
