import { EnvironmentError } from '../errors.ts';
import type { Random } from '../random/random.ts';
import { firstDifference, type Outcome, type WatchedEnvironment } from './watchedEnvironment.ts';

/** Takes random actions for a number of steps, and resets wherever an episode ended. */
export function runSteps(
  environment: WatchedEnvironment,
  environmentSteps: number,
  random: Random,
): Outcome[] {
  const outcomes: Outcome[] = [];
  for (let step = 0; step < environmentSteps; step++) {
    if (!environment.isRunning()) outcomes.push(environment.reset());
    outcomes.push(environment.step(environment.draw(random)));
  }
  return outcomes;
}

/**
 * Throws at the first call that came to something else in the second run.
 *
 * @param what - The rule that the environment breaks then.
 * @param fix - How to put it right.
 */
export function compareRuns(
  first: readonly Outcome[],
  second: readonly Outcome[],
  what: string,
  fix: string,
): void {
  for (const [index, outcome] of first.entries()) {
    const difference = describeDifference(outcome, second[index] as Outcome);
    if (difference === undefined) continue;
    throw new EnvironmentError(
      `${what}: at call ${index + 1}, ${outcome.call}, ${difference}. ${fix}`,
    );
  }
}

function describeDifference(a: Outcome, b: Outcome): string | undefined {
  const differs = (name: string, first: unknown, second: unknown): string =>
    `${name} was ${String(first)} in the first run and ${String(second)} in the second`;
  if (typeof a.observation === 'number' || typeof b.observation === 'number') {
    if (a.observation !== b.observation) {
      return differs('the observation', a.observation, b.observation);
    }
  } else {
    const index = firstDifference(a.observation, b.observation);
    if (index !== -1) {
      const name = `element ${index} of the observation`;
      return differs(name, a.observation[index], b.observation[index]);
    }
  }
  for (const name of ['reward', 'terminated', 'truncated'] as const) {
    if (a[name] !== b[name]) return differs(name, a[name], b[name]);
  }
  return undefined;
}
