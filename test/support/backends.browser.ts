import { enableProdMode, env, getBackend, ready, setBackend } from '@tensorflow/tfjs-core';
import simdWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threadedWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import plainWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';

/** The backends that TensorFlow.js has for browsers. */
export type BrowserBackend = 'cpu' | 'wasm' | 'webgl' | 'webgpu';

/**
 * Makes a TensorFlow.js backend the current one, in the browser.
 *
 * @returns True; false, with a warning, only for webgpu in a browser that
 *   offers no adapter, so that a test can skip.
 * @throws {Error} If the backend cannot be set up.
 */
export async function setUpBackend(name: BrowserBackend): Promise<boolean> {
  enableProdMode();
  if (name === 'webgpu' && !(await hasAdapter())) {
    console.warn(
      '#### This browser offers no WebGPU adapter: the tests of webgpu did NOT run. ####',
    );
    return false;
  }
  await register[name]();
  const isSet = await setBackend(name);
  await ready();
  if (!isSet || getBackend() !== name) {
    throw new Error(`TensorFlow.js could not set up its backend ${name}.`);
  }
  return true;
}

const register: Record<BrowserBackend, () => Promise<unknown>> = {
  cpu: () => import('@tensorflow/tfjs-backend-cpu'),
  webgl: () => import('@tensorflow/tfjs-backend-webgl'),
  webgpu: () => import('@tensorflow/tfjs-backend-webgpu'),
  wasm: async () => {
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    setWasmPaths({
      'tfjs-backend-wasm.wasm': plainWasm,
      'tfjs-backend-wasm-simd.wasm': simdWasm,
      'tfjs-backend-wasm-threaded-simd.wasm': threadedWasm,
    });
    // Threads gain little and cost a start each.
    env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  },
};

async function hasAdapter(): Promise<boolean> {
  const { gpu } = navigator as { gpu?: { requestAdapter(): Promise<unknown> } };
  return gpu !== undefined && (await gpu.requestAdapter()) !== null;
}
