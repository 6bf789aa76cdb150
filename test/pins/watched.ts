import type { Environment, ResetOptions, ResetResult, StepResult } from 'deepq';

/** What an agent did: filled by {@link watched} environments. */
export class Log {
  /** Milliseconds of a clock that goes on by one at each step of an environment. */
  now = 0;
  /** Each action, and what came of it, in order. */
  readonly entries: unknown[] = [];
}

/**
 * An environment that writes down what happens in it, and moves the clock of
 * the log on by a millisecond at each step.
 */
export function watched(environment: Environment, log: Log): Environment {
  const { observationSpace, actionSpace } = environment;
  return {
    observationSpace,
    actionSpace,
    reset(options?: ResetOptions): ResetResult {
      const result = environment.reset(options);
      log.entries.push({ reset: options?.seed ?? null, observation: copy(result.observation) });
      return result;
    },
    step(action: number): StepResult {
      log.now += 1;
      const result = environment.step(action);
      const { observation, reward, terminated, truncated } = result;
      log.entries.push({ action, observation: copy(observation), reward, terminated, truncated });
      return result;
    },
  };
}

function copy(observation: StepResult['observation']): StepResult['observation'] {
  return typeof observation === 'number' ? observation : observation.slice();
}
