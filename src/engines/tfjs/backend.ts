import { backend, getBackend } from '@tensorflow/tfjs-core';
import { BackendError } from '../../errors.ts';

/** Backends whose results never can be read at once. */
const asynchronousBackends = ['webgpu'];

/** What the engine must know of the backend that the user supplied. */
export interface BackendInfo {
  readonly name: string;
  readonly reads: 'sync' | 'async';
}

/**
 * Looks at the backend that is set up.
 *
 * @throws {BackendError} If none is.
 */
export function requireBackend(): BackendInfo {
  let failure: unknown;
  try {
    // Starts the best of the registered backends, if none was chosen.
    backend();
    const name = getBackend();
    return { name, reads: asynchronousBackends.includes(name) ? 'async' : 'sync' };
  } catch (error) {
    failure = error;
  }
  throw new BackendError(
    'No TensorFlow.js backend is ready. Import one and wait for it before a network is made: ' +
      "import '@tensorflow/tfjs-backend-wasm'; await setBackend('wasm'); await ready(); " +
      `(both from '@tensorflow/tfjs-core'). TensorFlow.js says: ${messageOf(failure)}`,
    { cause: failure },
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
