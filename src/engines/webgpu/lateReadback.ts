import { BackendError } from '../../errors.ts';
import { takeOnce } from '../takenOnce.ts';
import type { Readback } from '../engine.ts';

/** Hands out numbers that come by promise, once. */
export function lateReadback(numbers: Promise<Float32Array>, backend: string): Readback {
  // Numbers that nobody takes may fail unseen; the next call of the engine fails too.
  numbers.catch(() => undefined);
  const take = takeOnce();
  return {
    sync() {
      throw new BackendError(
        `The engine webgpu (${backend}) can only be read asynchronously; use the asynchronous call ` +
          '(learnAsync, qValuesAsync, updateAsync), or another engine.',
      );
    },
    async async() {
      take();
      return numbers;
    },
    discard: take,
  };
}
