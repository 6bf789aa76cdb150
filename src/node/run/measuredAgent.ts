import type { ActManyOptions, ActOptions, Agent } from '../../agents/agent.ts';
import type { Exploration } from '../../policies/policy.ts';
import type { EnvironmentSpaces } from '../../protocol/environmentSpaces.ts';
import type { Transition } from '../../protocol/transition.ts';
import type { UpdateResult } from '../../qnetwork/update.ts';
import type { Observation } from '../../spaces/space.ts';
import type { State } from '../../state/state.ts';

/** What is told of an agent while it is trained. */
export interface AgentWatcher {
  /** Before a transition is observed: all that came of those before it is known. */
  beforeStep(environmentSteps: number, observation: Observation): void;
  /** After an update, with the seconds that it took. */
  updated(result: UpdateResult, seconds: number): void;
}

/**
 * An agent that tells of each step and each update. Events of `train` sum up as many
 * of them as went by in 16 ms, which is another number in each run; what a run's files
 * hold must be the same each time.
 */
export class MeasuredAgent implements Required<Agent> {
  readonly #agent: Required<Agent>;
  readonly #watcher: AgentWatcher;

  constructor(agent: Required<Agent>, watcher: AgentWatcher) {
    this.#agent = agent;
    this.#watcher = watcher;
  }

  get reads(): 'sync' | 'async' {
    return this.#agent.reads;
  }

  get spaces(): EnvironmentSpaces {
    return this.#agent.spaces;
  }

  get usesActionMasks(): boolean {
    return this.#agent.usesActionMasks;
  }

  get environmentSteps(): number {
    return this.#agent.environmentSteps;
  }

  get updates(): number {
    return this.#agent.updates;
  }

  get updatesDue(): number {
    return this.#agent.updatesDue;
  }

  get exploration(): Exploration | null {
    return this.#agent.exploration;
  }

  get notLearning(): string | null {
    return this.#agent.notLearning;
  }

  act(observation: Observation, options?: ActOptions): number {
    return this.#agent.act(observation, options);
  }

  actAsync(observation: Observation, options?: ActOptions): Promise<number> {
    return this.#agent.actAsync(observation, options);
  }

  actMany(observations: readonly Observation[], options?: ActManyOptions): number[] {
    return this.#agent.actMany(observations, options);
  }

  actManyAsync(observations: readonly Observation[], options?: ActManyOptions): Promise<number[]> {
    return this.#agent.actManyAsync(observations, options);
  }

  observe(transition: Transition, stream?: number): void {
    this.#watcher.beforeStep(this.#agent.environmentSteps, transition.observation);
    this.#agent.observe(transition, stream);
  }

  beginEpisode(stream?: number): void {
    this.#agent.beginEpisode(stream);
  }

  learn(): UpdateResult {
    const began = performance.now();
    const result = this.#agent.learn();
    this.#watcher.updated(result, (performance.now() - began) / 1000);
    return result;
  }

  async learnAsync(): Promise<UpdateResult> {
    const began = performance.now();
    const result = await this.#agent.learnAsync();
    this.#watcher.updated(result, (performance.now() - began) / 1000);
    return result;
  }

  getState(): Promise<State> {
    return this.#agent.getState();
  }

  viewState(): State | null {
    return this.#agent.viewState();
  }

  setState(state: State): void {
    this.#agent.setState(state);
  }

  describe(): State {
    return this.#agent.describe();
  }
}
