import type { Info } from './environment.ts';
import { EnvironmentError } from '../errors.ts';
import { findMaskProblem } from './maskProblem.ts';

/**
 * The mask that an environment reports as `info.actionMask`, if it does.
 *
 * @param isEnd - Whether the episode terminated: then nothing may be allowed.
 * @throws {EnvironmentError} If it is no mask.
 */
export function readActionMask(
  info: Info | null | undefined,
  actions: number,
  isEnd = false,
): ArrayLike<number> | undefined {
  // The type proves nothing: environments in JavaScript may leave info out.
  const mask = info?.['actionMask'];
  if (mask === undefined || mask === null) return undefined;
  const problem = findMaskProblem(mask, actions, isEnd);
  if (problem === null) return mask as ArrayLike<number>;
  throw new EnvironmentError(`info.actionMask, as the environment reports it, ${problem.text}`);
}
