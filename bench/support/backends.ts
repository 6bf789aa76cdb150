import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { enableProdMode, ready, setBackend } from '@tensorflow/tfjs-core';

/** Makes a backend the current one. */
export async function useBackend(name: 'cpu' | 'wasm'): Promise<void> {
  // Keeps TensorFlow.js from advertising its package for Node.
  enableProdMode();
  await setBackend(name);
  await ready();
}
