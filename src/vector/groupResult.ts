import type { Info, ResetResult, StepResult } from '../protocol/environment.ts';
import { EnvironmentError } from '../errors.ts';
import type { Observation } from '../spaces/space.ts';
import type { GroupStepResult } from '../protocol/environmentGroup.ts';
import { typedArrayName } from '../validation/typedArrays.ts';

/** The result of a step with which no episode ended. */
export function goingOn<O extends Observation>(result: StepResult<O>): GroupStepResult<O> {
  const { observation, reward, terminated, truncated, info } = result;
  return {
    observation,
    reward,
    terminated,
    truncated,
    info,
    finalObservation: null,
    finalInfo: null,
  };
}

/**
 * The result of a step with which an episode ended, joined with the beginning
 * of the next.
 *
 * @param finalInfo - What `keepInfo` made of its facts before the reset.
 * @throws {EnvironmentError} If both observations are the same array.
 */
export function begunAnew<O extends Observation>(
  { observation, reward, terminated, truncated }: StepResult<O>,
  finalInfo: Info,
  next: ResetResult<O>,
): GroupStepResult<O> {
  if (typeof observation !== 'number' && observation === next.observation) {
    throw new EnvironmentError(
      'environment.reset() must return a new array each time, and returned that of the final ' +
        'observation, which is overwritten. Return a copy: observation.slice().',
    );
  }
  return {
    observation: next.observation,
    reward,
    terminated,
    truncated,
    info: next.info,
    finalObservation: observation,
    finalInfo,
  };
}

/** The facts with a copy of the mask, which a reset may write over; `{}` where there are none. */
export function keepInfo(info: Info | undefined): Info {
  const mask: unknown = info?.actionMask;
  if (!info || mask === undefined) return info ?? {};
  if (Array.isArray(mask)) return { ...info, actionMask: [...(mask as boolean[])] };
  // Of whatever kind: all are accepted as masks.
  if (typedArrayName(mask) === undefined) return info;
  return { ...info, actionMask: (mask as Uint8Array).slice() };
}
