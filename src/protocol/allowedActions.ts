import type { ActionMask } from './actionMask.ts';
import { ShapeError, ValueError } from '../errors.ts';
import { show } from '../validation/options.ts';
import { typedArrayName } from '../validation/typedArrays.ts';
import { findOdd, hasAllowed } from './maskProblem.ts';

/** What the helpers need of a policy's context. */
export interface Choices {
  readonly actions: number;
  readonly actionMask?: ActionMask | undefined;
}

/** Whether the mask allows an action; without a mask everything is allowed. */
export function isAllowed(mask: ActionMask | undefined, action: number): boolean {
  return mask === undefined || Boolean(mask[action]);
}

/**
 * How many actions are allowed.
 *
 * @throws {ShapeError} If the mask is not `[actions]`.
 * @throws {ValueError} If it allows nothing, or there are no actions.
 */
export function countAllowed({ actions, actionMask }: Choices): number {
  checkActions(actions);
  if (actionMask === undefined) return actions;
  checkMask(actionMask, actions);
  let allowed = 0;
  for (let action = 0; action < actions; action++) {
    if (isAllowed(actionMask, action)) allowed++;
  }
  if (allowed === 0) throw nothingAllowed(actions);
  return allowed;
}

/**
 * Throws unless there is an action to choose.
 *
 * @throws {ShapeError} If the mask is not `[actions]`.
 * @throws {ValueError} If it allows nothing, or there are no actions.
 */
export function requireAllowed({ actions, actionMask }: Choices): void {
  checkActions(actions);
  if (actionMask === undefined) return;
  checkMask(actionMask, actions);
  if (!hasAllowed(actionMask)) throw nothingAllowed(actions);
}

/** The allowed action that has `rank` allowed ones before it. */
export function allowedAt(rank: number, mask: ActionMask | undefined): number {
  if (mask === undefined) return rank;
  let action = -1;
  for (let left = rank; left >= 0; left--) {
    do action++;
    while (!isAllowed(mask, action));
  }
  return action;
}

/** @throws {ValueError} If there is not at least one action. */
export function checkActions(actions: number): void {
  if (!(Number.isInteger(actions) && actions >= 1)) {
    throw new ValueError(
      `A policy's context.actions must be a whole number of at least 1; received ${show(actions)}.`,
    );
  }
}

/**
 * @throws {ShapeError} If the mask is not `[actions]`.
 * @throws {ValueError} If it is no array.
 */
export function checkMask(mask: ActionMask, actions: number): void {
  if (!Array.isArray(mask) && typedArrayName(mask) === undefined) {
    throw new ValueError(
      `actionMask must be an array with an element for each of ${actions} actions; received ${show(mask)}.`,
    );
  }
  if (mask.length !== actions) {
    throw new ShapeError(
      `actionMask must have one element for each of ${actions} actions; received ${mask.length}.`,
    );
  }
  const odd = findOdd(mask);
  if (odd === -1) return;
  throw new ValueError(
    `actionMask must hold numbers, 0 where an action is not allowed; received ${show(mask[odd])} for ` +
      `action ${odd}.`,
  );
}

/** What to throw where the mask leaves no choice. */
export function nothingAllowed(actions: number): ValueError {
  return new ValueError(
    `actionMask allows none of ${actions} actions; at least one element must be non-zero. ` +
      'An environment that is left without a move should have terminated.',
  );
}
