import type { Environment, StepResult } from '../protocol/environment.ts';
import type { Observation } from '../spaces/space.ts';

/** An environment that takes a step in two parts. */
type TwoPart<O extends Observation> = Environment<O> &
  Required<Pick<Environment<O>, 'startStep' | 'finishStep'>>;

/**
 * Takes one step in each of several environments: at the same time where all
 * of them can begin a step and finish it later, else one after the other.
 *
 * Should one of them throw, the steps that were begun are finished all the
 * same: what is left unread would be taken for the answer to a later step.
 *
 * @param actions - One for each environment.
 * @param goOn - Makes of a result what is returned; called as soon as it is
 *   here, while the steps of later environments are still being taken.
 */
export function stepTogether<O extends Observation, R>(
  environments: readonly Environment<O>[],
  actions: readonly number[],
  goOn: (environment: Environment<O>, result: StepResult<O>) => R,
): R[] {
  if (!environments.every(isTwoPart)) {
    return environments.map((environment, index) =>
      goOn(environment, environment.step(actions[index] as number)),
    );
  }
  let begun = 0;
  let finished = 0;
  try {
    for (const environment of environments) {
      environment.startStep(actions[begun] as number);
      begun += 1;
    }
    return environments.map((environment) => {
      finished += 1;
      return goOn(environment, environment.finishStep());
    });
  } catch (error) {
    environments.slice(finished, begun).forEach(finishSilently);
    throw error;
  }
}

function isTwoPart<O extends Observation>(environment: Environment<O>): environment is TwoPart<O> {
  return (
    typeof environment.startStep === 'function' && typeof environment.finishStep === 'function'
  );
}

/** The first error is the one to report. */
function finishSilently<O extends Observation>(environment: TwoPart<O>): void {
  try {
    environment.finishStep();
  } catch {
    // Another one of the same step.
  }
}
