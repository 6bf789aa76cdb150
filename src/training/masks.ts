import type { ActionMask } from '../protocol/actionMask.ts';
import type { Agent } from '../agents/agent.ts';
import type { Transition } from '../protocol/transition.ts';

/** Which actions are allowed; `undefined` where all are. */
export type Mask = ActionMask | undefined;

/**
 * The mask of a state until an action has been taken in it: a copy where the agent learns from
 * it, as the environment may write the next one into the same array.
 */
export function keepMask({ usesActionMasks }: Agent, mask: Mask): Mask {
  return mask && usesActionMasks ? Uint8Array.from(mask, (allowed) => (allowed ? 1 : 0)) : mask;
}

/** A transition with the masks that the agent learns from. */
export function withMasks(
  { usesActionMasks }: Agent,
  transition: Transition,
  actionMask: Mask,
  nextActionMask: Mask,
): Transition {
  const chosen = usesActionMasks ? actionMask : undefined;
  // Not spread without need: it is made at every step.
  if (!chosen) return nextActionMask ? { ...transition, nextActionMask } : transition;
  return { ...transition, actionMask: chosen, ...(nextActionMask && { nextActionMask }) };
}
