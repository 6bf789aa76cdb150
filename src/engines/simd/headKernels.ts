import type { Head } from '../../heads/head.ts';
import type { BoundKernels, HeadKernels, KernelResult } from '../../heads/kernels/headKernels.ts';
import type { Batch } from '../../replay/batch.ts';
import { isFloat32Array, isUint8Array } from '../../validation/typedArrays.ts';
import type { Arena, Pointer } from './arena.ts';
import type { Kernels } from './kernels.ts';
import { job } from './threads/job.ts';
import type { Team } from './threads/team.ts';

/** The kernels of a head, which give `null` where the head has to do it by itself. */
export interface BoundHead {
  choose(...given: Parameters<BoundKernels['choose']>): Pointer | null;
  evaluate(...given: Parameters<BoundKernels['evaluate']>): KernelResult | null;
}

/** Where each has the number of transitions, and a place to work in. */
const jobs = {
  choose: job('choose', 4, -1, 4),
  evaluate: job('evaluate', 14, 15, 4),
} as const;

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
  const bound = head.bind(arena, (kernel, nanoseconds, count, first, steps) => {
    if (team) team.run(jobs[kernel], nanoseconds, count, first, steps);
    else kernels[kernel]?.(...first);
  });
  // A part may have been replaced since, and a batch may be made by hand.
  const suits = (batch: Batch): boolean => head.suit(own) && isPlain(batch);
  return {
    choose: (batch, ...places) => (suits(batch) ? bound.choose(batch, ...places) : null),
    evaluate(batch, ...places) {
      // Where `choose` has run, the target pass has one action of each row alone, which the
      // head itself cannot read.
      const chosen = places.at(-1) as Pointer;
      return chosen !== 0 || suits(batch) ? bound.evaluate(batch, ...places) : null;
    },
  };
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
