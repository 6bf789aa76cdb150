import type {
  Environment,
  Info,
  ResetOptions,
  ResetResult,
  StepResult,
} from '../../src/protocol/environment.ts';
import type { TabularEnvironment } from '../../src/environments/tabular/tabularEnvironment.ts';
import type { Discrete } from '../../src/spaces/discrete.ts';

/** Plays one episode from each state that the environment may start in, in turn. */
export class EveryStart implements Environment<number> {
  readonly environment: TabularEnvironment;
  readonly observationSpace: Discrete;
  readonly actionSpace: Discrete;
  /** The states that episodes start in. */
  readonly starts: readonly number[];
  readonly #infoAt: (start: number) => Info;
  #episode = 0;

  /** @param infoAt - What is reported beside a start; `reset` reports it of another. */
  constructor(environment: TabularEnvironment, infoAt: (start: number) => Info) {
    this.environment = environment;
    this.#infoAt = infoAt;
    this.observationSpace = environment.observationSpace;
    this.actionSpace = environment.actionSpace;
    const chances = [...environment.initialStateDistribution()];
    this.starts = chances.flatMap((chance, state) => (chance > 0 ? [state] : []));
  }

  reset(options?: ResetOptions): ResetResult<number> {
    this.environment.reset(options);
    const observation = this.starts[this.#episode++ % this.starts.length] as number;
    this.environment.setState?.({ ...this.environment.getState?.(), state: observation });
    return { observation, info: this.#infoAt(observation) };
  }

  step(action: number): StepResult<number> {
    return this.environment.step(action);
  }
}
