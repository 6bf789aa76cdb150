import { getBackend } from '@tensorflow/tfjs-core';
import { BackendError } from '../errors.ts';
import { requireChoice } from '../validation/options.ts';
import type { ModelArchitecture } from '../networks/architecture.ts';
import { isModelArchitecture } from '../exchange/modelArchitecture.ts';
import type { Engine, EngineOptions } from './engine.ts';
import { createSimdEngine } from './simd/simdEngine.ts';
import { createTfjsEngine, type TfjsEngineOptions } from './tfjs/tfjsEngine.ts';

/**
 * What computes: `'simd'` runs the library's own WebAssembly kernels on the
 * CPU, `'tfjs'` runs on the TensorFlow.js backend that is set up. `'auto'`
 * takes `'simd'` where it can run and no other backend than cpu or wasm is set
 * up, and else `'tfjs'`. A TensorFlow.js model that no spec describes runs on
 * `'tfjs'`.
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
  const { architecture } = options;
  if (isModelArchitecture(architecture)) return runAsItIs(choice, options, architecture);
  const ours = { ...options, architecture };
  switch (choice) {
    case 'simd':
      return { engine: createSimdEngine(ours), reason: 'asked for' };
    case 'tfjs':
      return { engine: createTfjsEngine(ours), reason: 'asked for' };
    case 'auto':
      return chooseEngine(ours);
  }
}

/** Runs a TensorFlow.js model that no spec describes. */
function runAsItIs(
  choice: EngineChoice,
  options: TfjsEngineOptions,
  { output: { reason } }: ModelArchitecture,
): ChosenEngine {
  if (choice === 'simd') {
    throw new BackendError(
      `engine 'simd' runs networks that a spec can describe, and in this layers model ${reason}. ` +
        "Use engine 'tfjs' or 'auto', or change the model; QNetwork.fromLayersModel lists what it " +
        'may consist of.',
    );
  }
  return {
    engine: createTfjsEngine(options),
    reason: `it runs the layers model as it is, in which ${reason}`,
  };
}

function chooseEngine(options: EngineOptions): ChosenEngine {
  // Undefined where none was set up, whatever the types say.
  const backend = getBackend() as string | undefined;
  if (backend && backend !== 'cpu' && backend !== 'wasm') {
    return {
      engine: createTfjsEngine(options),
      reason: `the TensorFlow.js backend that is set up is ${backend}`,
    };
  }
  try {
    const engine = createSimdEngine(options);
    return { engine, reason: 'the fastest on a CPU, where this network runs' };
  } catch (error) {
    if (!(error instanceof BackendError)) throw error;
    return { engine: createTfjsEngine(options), reason: error.message };
  }
}
