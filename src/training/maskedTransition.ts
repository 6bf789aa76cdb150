import type { Transition } from '../protocol/transition.ts';

/**
 * A transition with the masks before and after it, where there are any.
 *
 * @param actionMask - Left out where it rules out the action that was taken, as an agent
 *   of one's own that knows no masks may do.
 */
export function maskedTransition(
  transition: Transition,
  actionMask: ArrayLike<number> | undefined,
  nextActionMask: ArrayLike<number> | undefined,
): Transition {
  const isHeeded = actionMask?.[transition.action];
  if (!isHeeded && !nextActionMask) return transition;
  return {
    ...transition,
    ...(isHeeded && { actionMask }),
    ...(nextActionMask && { nextActionMask }),
  };
}

/** A copy, as an environment may write the next mask into the array of the one before. */
export function keepMask(mask: ArrayLike<number> | undefined): ArrayLike<number> | undefined {
  return mask && Uint8Array.from(mask, (allowed) => (allowed ? 1 : 0));
}
