import { BackendError, UsageError } from '../../errors.ts';
import type { Readback } from '../engine.ts';

/** Hands out numbers that come by promise, once. */
export function lateReadback(numbers: Promise<Float32Array>, backend: string): Readback {
  // Numbers that nobody takes may fail unseen; the next call of the engine fails too.
  numbers.catch(() => undefined);
  let taken = false;
  const take = (): void => {
    if (taken) throw new UsageError('These numbers were taken already; a Readback is read once.');
    taken = true;
  };
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
