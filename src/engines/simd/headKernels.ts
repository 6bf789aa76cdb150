import type { Head } from '../../heads/head.ts';
import type { HeadKernels, KernelResult } from '../../heads/kernels/headKernels.ts';
import type { Batch } from '../../replay/batch.ts';
import { isFloat32Array, isUint8Array } from '../../validation/typedArrays.ts';
import type { Arena } from './arena.ts';
import type { Kernels } from './kernels.ts';
import { job } from './threads/job.ts';
import type { Team } from './threads/team.ts';

/** Computes loss and gradient of an update; `null` where the head has to do it by itself. */
export type BoundHead = (
  ...given: Parameters<ReturnType<HeadKernels['bind']>>
) => KernelResult | null;

/** Where `evaluate` of a head's module has the number of transitions, and a place to work in. */
const evaluate = job('evaluate', 13, 14, 4);

/** The kernels that a head brings with it, unless a part of it was replaced. */
export function headKernelsOf(head: Head | undefined): HeadKernels | null {
  // A head of a user's own may have something else by this name.
  const kernels = head?.kernels;
  return head && typeof kernels?.suit === 'function' && kernels.suit(head) ? kernels : null;
}

/** Lays out what the kernels of a head need. */
export function bindHead(
  own: Head,
  head: HeadKernels,
  arena: Arena,
  kernels: Kernels,
  team: Team | null,
): BoundHead {
  team?.reserve(head.scratchSize);
  const compute = head.bind(arena, (nanoseconds, count, first, steps) => {
    if (team) team.run(evaluate, nanoseconds, count, first, steps);
    else kernels.evaluate?.(...first);
  });
  // A part may have been replaced since, and a batch may be made by hand.
  return (batch, ...places) =>
    head.suit(own) && isPlain(batch) ? compute(batch, ...places) : null;
}

/** Whether a batch has the arrays that the library makes: others are checked, and read, by the head. */
function isPlain({ rewards, discounts, weights, nextActionMasks }: Batch): boolean {
  return (
    isFloat32Array(rewards) &&
    isFloat32Array(discounts) &&
    isFloat32Array(weights) &&
    ((nextActionMasks ?? null) === null || isUint8Array(nextActionMasks))
  );
}
