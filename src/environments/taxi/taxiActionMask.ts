import { ACTIONS, taxiTransitions } from './taxiTransitions.ts';

const rule = taxiTransitions(null);

/**
 * Which actions of {@link Taxi} change the state: 1 where they do, 0 for a
 * move into a wall, and for taking or letting out a passenger who is not
 * there. Gymnasium's `action_mask`; `info.actionMask` is the same.
 *
 * @param state - A whole number from 0 to 499.
 * @returns A new array, shape `[6]`, as `agent.act` takes it for `actionMask`.
 * @throws {ValueError} If `state` is anything else.
 * @example
 * ```ts
 * import { taxiActionMask } from 'deepq/environments';
 *
 * taxiActionMask(0); // Uint8Array [1, 0, 1, 0, 1, 0]
 * ```
 * @category Environments
 */
export function taxiActionMask(state: number): Uint8Array {
  return Uint8Array.from({ length: ACTIONS }, (_, action) =>
    rule(state, action).some(({ nextState }) => nextState !== state) ? 1 : 0,
  );
}
