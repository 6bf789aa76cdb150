import { keep, type Tensor } from '@tensorflow/tfjs-core';
import { BackendError, UsageError } from '../../errors.ts';
import type { Readback } from '../engine.ts';
import type { BackendInfo } from './backend.ts';

/** Hands out a tensor's numbers once, and disposes it then. */
export function readback(tensor: Tensor, backend: BackendInfo): Readback {
  // Kept: a tidy of the user's may end before an asynchronous read does.
  keep(tensor);
  let taken = false;
  const take = (): void => {
    if (taken) throw new UsageError('These numbers were taken already; a Readback is read once.');
    taken = true;
  };
  return {
    sync() {
      if (backend.reads === 'async') {
        throw new BackendError(
          `The ${backend.name} backend can only be read asynchronously; use the asynchronous ` +
            'call (actAsync, learnAsync, qValuesAsync, updateAsync), or another backend.',
        );
      }
      take();
      try {
        return tensor.dataSync<'float32'>();
      } finally {
        tensor.dispose();
      }
    },
    async async() {
      take();
      try {
        return await tensor.data<'float32'>();
      } finally {
        tensor.dispose();
      }
    },
    discard() {
      take();
      tensor.dispose();
    },
  };
}
