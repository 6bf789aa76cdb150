import type { ActionMask } from './actionMask.ts';
import type { Info } from './environment.ts';
import { EnvironmentError } from '../errors.ts';
import { ignoredMaskName } from './maskNames.ts';
import { findMaskProblem } from './maskProblem.ts';

/**
 * The mask that an environment reports as `info.actionMask`, if it does.
 *
 * @param isEnd - Whether the episode terminated: then nothing may be allowed.
 * @throws {EnvironmentError} If it is no mask, or there is one under another name.
 */
export function readActionMask(
  info: Info | null | undefined,
  actions: number,
  isEnd = false,
): ActionMask | undefined {
  // The type proves nothing: environments in JavaScript may leave info out.
  const mask: unknown = info?.actionMask;
  if (mask === undefined || mask === null) {
    if (info) requireNoOtherMask(info);
    return undefined;
  }
  const problem = findMaskProblem(mask, actions, isEnd);
  if (problem === null) return mask as ActionMask;
  throw new EnvironmentError(`info.actionMask, as the environment reports it, ${problem.text}`);
}

function requireNoOtherMask(info: Info): void {
  const name = ignoredMaskName(info, ['actionMask']);
  if (name === null) return;
  throw new EnvironmentError(
    `The environment reports info.${name}, which would be ignored: write actionMask instead of ${name}, ` +
      'with an element for each action, 0 where it is not allowed.',
  );
}
