import { requireChoice } from '../validation/options.ts';
import type { Engine } from './engine.ts';
import { createTfjsEngine, type TfjsEngineOptions } from './tfjs/tfjsEngine.ts';

/**
 * What computes: `'tfjs'` runs on the TensorFlow.js backend that is set up,
 * `'auto'` takes the best engine there is.
 *
 * @category Engines
 */
export type EngineChoice = 'auto' | 'tfjs';

/** An engine, and why it was chosen. */
export interface ChosenEngine {
  readonly engine: Engine;
  readonly reason: string;
}

/**
 * Makes the engine that suits the choice.
 *
 * @throws {OptionsError} If the choice is unknown.
 * @throws {BackendError} If no TensorFlow.js backend is ready.
 */
export function createEngine(choice: EngineChoice, options: TfjsEngineOptions): ChosenEngine {
  requireChoice('engine', choice, ['auto', 'tfjs']);
  const engine = createTfjsEngine(options);
  const reason =
    choice === 'tfjs'
      ? 'asked for'
      : `the TensorFlow.js backend that is set up is ${engine.backend}`;
  return { engine, reason };
}
