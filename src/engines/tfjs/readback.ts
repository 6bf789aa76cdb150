import { keep, type Tensor } from '@tensorflow/tfjs-core';
import { BackendError } from '../../errors.ts';
import { takeOnce } from '../takenOnce.ts';
import type { Readback } from '../engine.ts';
import type { BackendInfo } from './backend.ts';

/** Hands out a tensor's numbers once, and disposes it then. */
export function readback(tensor: Tensor, backend: BackendInfo): Readback {
  // Kept: a tidy of the user's may end before an asynchronous read does.
  keep(tensor);
  const take = takeOnce();
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
