import type { ResetResult } from './environment.ts';
import { EnvironmentError } from '../errors.ts';
import { show } from '../validation/options.ts';
import type { GroupStepResult } from './environmentGroup.ts';
import { requireReset, requireStep } from './checkStep.ts';

/**
 * Returns what `reset` of a group gave, if it is a result for each copy.
 *
 * @throws {EnvironmentError} If it is not.
 */
export function requireGroupReset(
  results: readonly ResetResult[],
  count: number,
): readonly ResetResult[] {
  requireCount('reset()', results, count);
  results.forEach(requireReset);
  return results;
}

/**
 * Returns what `step` of a group gave, if it is a result for each copy, with a
 * final observation just where an episode ended.
 *
 * @throws {EnvironmentError} If it is not.
 */
export function requireGroupSteps(
  results: readonly GroupStepResult[],
  count: number,
): readonly GroupStepResult[] {
  requireCount('step(actions)', results, count);
  for (let copy = 0; copy < count; copy++) {
    const result = results[copy] as GroupStepResult;
    requireStep(result);
    const { terminated, truncated, finalObservation } = result;
    const ended = terminated || truncated;
    // Not given at all is as wrong as null.
    const isGiven = finalObservation !== null && (finalObservation as unknown) !== undefined;
    if (ended && typeof finalObservation === 'object' && finalObservation === result.observation) {
      throw new EnvironmentError(
        `step(actions) of a group must give a finalObservation of its own; copy ${copy} gave the array of ` +
          'the next observation. Give a copy: observation.slice().',
      );
    }
    if (ended && isGiven) requireFinalInfo(result, copy);
    if (ended === isGiven) continue;
    throw new EnvironmentError(
      ended
        ? `step(actions) of a group must give the finalObservation of an episode that ended; copy ${copy} ` +
            'gave none. Keep it before the copy is reset.'
        : `step(actions) of a group must give finalObservation: null while an episode goes on; copy ${copy} ` +
            `gave ${show(finalObservation)}.`,
    );
  }
  return results;
}

function requireFinalInfo({ finalInfo }: GroupStepResult, copy: number): void {
  if (typeof finalInfo === 'object' && finalInfo !== null) return;
  throw new EnvironmentError(
    `step(actions) of a group must give the finalInfo of an episode that ended, {} if there is nothing to ` +
      `say; copy ${copy} gave ${show(finalInfo)}.`,
  );
}

function requireCount(call: string, results: readonly unknown[], count: number): void {
  const given: unknown = results;
  if (Array.isArray(given) && given.length === count) return;
  const received = Array.isArray(given) ? `${given.length} results` : show(given);
  throw new EnvironmentError(
    `${call} of a group must return an array of ${count} results, one for each copy; received ${received}.`,
  );
}
