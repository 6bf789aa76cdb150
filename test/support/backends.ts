import { enableProdMode, getBackend, ready, setBackend } from '@tensorflow/tfjs-core';

/**
 * Makes a TensorFlow.js backend the current one, in Node.
 *
 * @throws {Error} If the backend cannot be set up.
 */
export async function setUpBackend(name: 'cpu' | 'wasm'): Promise<void> {
  // Keeps TensorFlow.js from advertising its package for Node.
  enableProdMode();
  if (name === 'cpu') await import('@tensorflow/tfjs-backend-cpu');
  else await import('@tensorflow/tfjs-backend-wasm');
  const isSet = await setBackend(name);
  await ready();
  if (!isSet || getBackend() !== name) {
    throw new Error(`TensorFlow.js could not set up its backend ${name}.`);
  }
}
