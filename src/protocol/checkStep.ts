import type { ResetResult, StepResult } from './environment.ts';
import { EnvironmentError } from '../errors.ts';
import { ignoredMaskName } from './maskNames.ts';
import type { Observation } from '../spaces/space.ts';
import { show } from '../validation/options.ts';

/**
 * Returns what `reset` gave, if it has the form of a result.
 *
 * @throws {EnvironmentError} If it has not.
 */
export function requireReset(result: ResetResult): ResetResult {
  const given = result as Partial<ResetResult> | null | undefined;
  if (typeof given === 'object' && given !== null && 'observation' in given) {
    requireNoMaskBeside('reset()', result);
    return result;
  }
  throw new EnvironmentError(
    `environment.reset() must return { observation, info }; received ${show(result)}. ` +
      'checkEnvironment(environment) tells what else is amiss.',
  );
}

/**
 * Returns what `step` gave, if it has the form of a result.
 *
 * @throws {EnvironmentError} If it has not.
 */
export function requireStep(result: StepResult): StepResult {
  const problem = findProblem(result);
  if (problem === null) {
    requireNoMaskBeside('step(action)', result);
    return result;
  }
  throw new EnvironmentError(
    'environment.step(action) must return { observation, reward, terminated, truncated, info }; ' +
      `${problem}. checkEnvironment(environment) tells what else is amiss.`,
  );
}

/**
 * Checks that an observation and the next one do not lie in the same memory: an
 * environment that writes into the array it returned before overwrites what
 * was seen. Views of one buffer at different places are right.
 *
 * @throws {EnvironmentError} If they do.
 */
export function requireOwnArray(observation: Observation, nextObservation: Observation): void {
  if (!isSameMemory(observation, nextObservation)) return;
  throw new EnvironmentError(
    'environment.step(action) must return a new array each time, and nextObservation lies in the ' +
      'memory of observation: what was seen before is overwritten. Return a copy: observation.slice().',
  );
}

/** A list of its own: one in the parameters would be made at each call. */
const USUAL_NAMES = ['observation', 'nextObservation'] as const;

/**
 * As `requireOwnArray`, of what the caller hands in, be it of an environment or of a recording.
 *
 * @param names - Of the two observations, for the message.
 * @throws {EnvironmentError} If they do.
 */
export function requireOwnMemory(
  observation: Observation,
  nextObservation: Observation,
  names: readonly [string, string] = USUAL_NAMES,
): void {
  if (!isSameMemory(observation, nextObservation)) return;
  throw new EnvironmentError(
    `Each observation must have memory of its own, and ${names[1]} lies in the memory of ${names[0]}: ` +
      'what was seen before is overwritten. Return a copy: observation.slice(), or keep one with what is recorded.',
  );
}

/** A mask belongs in `info`; beside it, it would be ignored. */
function requireNoMaskBeside(call: string, result: object): void {
  const name = ignoredMaskName(result, []);
  if (name === null) return;
  throw new EnvironmentError(
    `environment.${call} returns ${name} beside info, where it would be ignored: write info: { actionMask }, ` +
      'with an element for each action, 0 where it is not allowed.',
  );
}

/** Asking a small array for its buffer makes one, which costs more than comparing elements. */
const SMALL = 16;

/** Whether two observations are one array, or views that begin at one place of one memory. */
export function isSameMemory(one: Observation, other: Observation): boolean {
  if (typeof one === 'number' || typeof other === 'number' || one.length === 0) return false;
  if (one === other) return true;
  if (one.length <= SMALL) {
    // What differs does not lie in the same place.
    for (let index = 0; index < one.length; index++) if (one[index] !== other[index]) return false;
  }
  // Plain lists, which programs in JavaScript may hand in, have no memory to compare.
  const { buffer } = one as { readonly buffer?: ArrayBufferLike };
  return buffer !== undefined && buffer === other.buffer && one.byteOffset === other.byteOffset;
}

function findProblem(result: unknown): string | null {
  if (typeof result !== 'object' || result === null) return `received ${show(result)}`;
  const { reward, terminated, truncated, done } = result as Partial<Record<string, unknown>>;
  if (Array.isArray(result)) return 'received an array; give its elements these names';
  if (!('observation' in result)) return 'observation is missing';
  if (typeof reward !== 'number' || !Number.isFinite(reward)) {
    return `reward must be a finite number; received ${show(reward)}`;
  }
  const problem = notFlag('terminated', terminated) ?? notFlag('truncated', truncated);
  if (problem === null || done === undefined) return problem;
  return (
    `${problem}, and done beside it: done is terminated, or truncated where only a limit of time ` +
    'ended the episode'
  );
}

function notFlag(name: string, flag: unknown): string | null {
  return typeof flag === 'boolean' ? null : `${name} must be true or false; received ${show(flag)}`;
}
