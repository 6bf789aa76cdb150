import type {
  Environment,
  ResetOptions,
  ResetResult,
  StepResult,
} from '../../src/environments/environment.ts';
import type { TabularEnvironment } from '../../src/environments/tabular/tabularEnvironment.ts';
import type { Discrete } from '../../src/spaces/discrete.ts';

/** Plays one episode from each state that the environment may start in, in turn. */
export class EveryStart implements Environment<number> {
  readonly environment: TabularEnvironment;
  readonly observationSpace: Discrete;
  readonly actionSpace: Discrete;
  /** The states that episodes start in. */
  readonly starts: readonly number[];
  #episode = 0;

  constructor(environment: TabularEnvironment) {
    this.environment = environment;
    this.observationSpace = environment.observationSpace;
    this.actionSpace = environment.actionSpace;
    const chances = [...environment.initialStateDistribution()];
    this.starts = chances.flatMap((chance, state) => (chance > 0 ? [state] : []));
  }

  reset(options?: ResetOptions): ResetResult<number> {
    const { info } = this.environment.reset(options);
    const observation = this.starts[this.#episode++ % this.starts.length] as number;
    this.environment.setState?.({ ...this.environment.getState?.(), state: observation });
    return { observation, info };
  }

  step(action: number): StepResult<number> {
    return this.environment.step(action);
  }
}
