import type { Head } from '../../heads/head.ts';
import type { HeadKernels } from '../../heads/kernels/headKernels.ts';
import type { Arena } from './arena.ts';
import type { Kernels } from './kernels.ts';
import { job } from './threads/job.ts';
import type { Team } from './threads/team.ts';

/** Computes loss and gradient of an update. */
export type BoundHead = ReturnType<HeadKernels['bind']>;

/** Where `evaluate` of a head's module has the number of transitions, and a place to work in. */
const evaluate = job('evaluate', 13, 14, 4);

/** The kernels that a head brings with it, unless a part of it was replaced. */
export function headKernelsOf(head: Head | undefined): HeadKernels | null {
  return head?.kernels?.suit(head) ? head.kernels : null;
}

/** Lays out what the kernels of a head need. */
export function bindHead(
  head: HeadKernels,
  arena: Arena,
  kernels: Kernels,
  team: Team | null,
): BoundHead {
  team?.reserve(head.scratchSize);
  return head.bind(arena, (nanoseconds, count, first, steps) => {
    if (team) team.run(evaluate, nanoseconds, count, first, steps);
    else kernels.evaluate?.(...first);
  });
}
