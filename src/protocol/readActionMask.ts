import type { Info } from './environment.ts';
import { EnvironmentError } from '../errors.ts';
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
): ArrayLike<number> | undefined {
  // The type proves nothing: environments in JavaScript may leave info out.
  const mask = info?.['actionMask'];
  if (mask === undefined || mask === null) {
    if (info) requireNoOtherMask(info);
    return undefined;
  }
  const problem = findMaskProblem(mask, actions, isEnd);
  if (problem === null) return mask as ArrayLike<number>;
  throw new EnvironmentError(`info.actionMask, as the environment reports it, ${problem.text}`);
}

/** What Gymnasium and others call it. Under such a name it would be ignored. */
const OTHER_NAMES = ['action_mask', 'action_masks', 'actionMasks'];

function requireNoOtherMask(info: Info): void {
  for (const name of OTHER_NAMES) {
    if (!(name in info) || info[name] === undefined || info[name] === null) continue;
    throw new EnvironmentError(
      `The environment reports info.${name}, which would be ignored: write actionMask instead of ${name}.`,
    );
  }
}
