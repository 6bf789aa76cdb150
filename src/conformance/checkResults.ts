import { EnvironmentError } from '../errors.ts';
import type { Box, BoxDtype } from '../spaces/box.ts';
import type { ObservationSpace } from '../spaces/space.ts';
import { show } from '../validation/options.ts';
import { abandonPromise } from '../protocol/abandonPromise.ts';
import type { ResetResult, StepResult } from '../protocol/environment.ts';
import { isTypedArray } from '../validation/typedArrays.ts';

/**
 * Throws unless `result` is what a reset has to return.
 *
 * @param call - How the call appears in messages, such as
 *   `environment.reset({ seed: 0 })`.
 */
export function checkResetResult(
  call: string,
  result: unknown,
  space: ObservationSpace,
): asserts result is ResetResult {
  const fields = checkObject(call, result, '{ observation, info: {} }');
  checkObservation(call, fields['observation'], space);
  checkInfo(call, fields['info']);
}

/** Throws unless `result` is what a step has to return. */
export function checkStepResult(
  call: string,
  result: unknown,
  space: ObservationSpace,
): asserts result is StepResult {
  const members = '{ observation, reward, terminated, truncated, info: {} }';
  const fields = checkObject(call, result, members);
  checkObservation(call, fields['observation'], space);
  const reward = fields['reward'];
  if (typeof reward !== 'number' || !Number.isFinite(reward)) {
    throw new EnvironmentError(
      `${call} must return a finite number as reward; received ${show(reward)}. ` +
        'Return 0 where there is nothing to reward.',
    );
  }
  if (!Number.isFinite(Math.fround(reward))) {
    throw new EnvironmentError(
      `${call} must return a reward from −3.4e38 to 3.4e38, the range of float32, in which rewards ` +
        `are stored; received ${reward}. Scale the rewards down.`,
    );
  }
  for (const name of ['terminated', 'truncated']) {
    const flag = fields[name];
    if (typeof flag === 'boolean') continue;
    throw new EnvironmentError(
      `${call} must return a boolean as ${name}; received ${show(flag)}. ` +
        (fields['done'] === undefined
          ? 'terminated says that the task itself ended, truncated that the episode was cut short.'
          : "Split 'done' in two: terminated where the task itself ended, truncated where the " +
            'episode was cut short.'),
    );
  }
  checkInfo(call, fields['info']);
}

function checkObject(call: string, result: unknown, members: string): Record<string, unknown> {
  if (typeof result !== 'object' || result === null || ArrayBuffer.isView(result)) {
    throw new EnvironmentError(`${call} must return ${members}; received ${show(result)}.`);
  }
  const fields = result as Record<string, unknown>;
  if (abandonPromise(result)) {
    throw new EnvironmentError(
      `${call} must return ${members}; received a promise. checkEnvironment is for synchronous ` +
        'environments: make reset and step ordinary functions, without async. (train and evaluate ' +
        'take asynchronous environments too; those cannot be checked here.)',
    );
  }
  if (fields['observation'] === undefined) {
    const received = Array.isArray(result)
      ? show(result)
      : `an object with ${Object.keys(fields).join(', ') || 'no members'}`;
    throw new EnvironmentError(
      `${call} must return ${members}; received ${received}. Return the observation by that name.`,
    );
  }
  return fields;
}

function checkInfo(call: string, info: unknown): void {
  if (typeof info === 'object' && info !== null) return;
  throw new EnvironmentError(
    `${call} must return an object as info; received ${show(info)}. ` +
      'Return info: {} where there is nothing to tell.',
  );
}

function checkObservation(call: string, observation: unknown, space: ObservationSpace): void {
  if (space.kind === 'box') {
    checkArray(call, observation, space);
  } else if (!space.contains(observation)) {
    throw new EnvironmentError(
      `${call} must return a whole number from 0 to ${space.n - 1} as observation, since ` +
        `observationSpace is ${String(space)}; received ${show(observation)}.`,
    );
  }
}

function checkArray(call: string, observation: unknown, space: Box<BoxDtype>): void {
  const type = space.dtype === 'uint8' ? 'Uint8Array' : 'Float32Array';
  if (!isTypedArray(observation, type)) {
    throw new EnvironmentError(
      `${call} must return a ${type} as observation, since observationSpace is ` +
        `${String(space)}; received ${show(observation)}.` +
        (Array.isArray(observation) ? ` Return ${type}.from(…).` : ''),
    );
  }
  if (observation.length !== space.size) {
    throw new EnvironmentError(
      `${call} must return an observation of ${space.size} elements, since observationSpace is ` +
        `${String(space)}; received ${observation.length} elements.`,
    );
  }
  for (const [index, element] of observation.entries()) {
    const low = space.low[index] as number;
    const high = space.high[index] as number;
    if (element >= low && element <= high) continue;
    throw new EnvironmentError(
      Number.isNaN(element)
        ? `${call} returned NaN at element ${index} of the observation; every element must be a ` +
            'number. Look for a division by zero or a value that was never set.'
        : `${call} returned an observation out of bounds: element ${index} must be from ${low} to ` +
            `${high}; received ${element}. Widen observationSpace (Infinity is allowed) or clip.`,
    );
  }
}
