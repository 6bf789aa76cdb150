import type { ActionMask } from '../protocol/actionMask.ts';
import type { Agent } from '../agents/agent.ts';
import { requireOwnArray, requireReset, requireStep } from '../protocol/checkStep.ts';
import type {
  AsyncEnvironment,
  Environment,
  ResetOptions,
  ResetResult,
  StepResult,
} from '../protocol/environment.ts';
import { isPromise } from '../protocol/isPromise.ts';
import { readActionMask } from '../protocol/readActionMask.ts';
import type { Observation } from '../spaces/space.ts';
import type { State } from '../state/state.ts';
import { EpisodeTally, type EndedEpisode } from './episodeTally.ts';
import { decodeLanes, encodeLanes, type LaneSnapshot } from './laneState.ts';
import type { Lanes } from './lanes.ts';
import { keepMask, withMasks } from './masks.ts';
import { canBeSaved, replaceState, saveState } from './stateOf.ts';
import type { CurrentState } from './upcomingStep.ts';

/** One environment, be it one that answers later. No array is made in a step. */
export class OneLane implements Lanes {
  readonly count = 1;
  readonly #agent: Agent;
  readonly #environment: Environment | AsyncEnvironment;
  readonly #tally = new EpisodeTally();
  /** What the agent acts upon next. */
  #observation: Observation = 0;
  #actionMask: ActionMask | undefined;
  /** Whether the episode has ended, and the next one has not begun. */
  #isOver = true;

  constructor(agent: Agent, environment: Environment | AsyncEnvironment) {
    this.#agent = agent;
    this.#environment = environment;
  }

  begin(seed: number): void | Promise<void> {
    this.#tally.clear();
    this.#agent.beginEpisode?.(0);
    return this.#reset({ seed });
  }

  step(ended: EndedEpisode[]): void | Promise<void> {
    const agent = this.#agent;
    const choice = this.#actionMask && { actionMask: this.#actionMask };
    if (agent.reads === 'sync') return this.#take(agent.act(this.#observation, choice), ended);
    return Promise.resolve(agent.actAsync(this.#observation, choice)).then((action) =>
      this.#take(action, ended),
    );
  }

  restart(): void | Promise<void> {
    if (this.#isOver) return this.#reset();
  }

  current(): CurrentState {
    const { return: episodeReturn, length: episodeLength } = this.#tally;
    const [observation, actionMask] = [this.#observation, this.#actionMask];
    return { observation, actionMask, episodeReturn, episodeLength };
  }

  get canBeSaved(): boolean {
    return canBeSaved(this.#environment);
  }

  getState(): State | null {
    const environment = saveState(this.#environment);
    if (!environment) return null;
    const lane = {
      observation: this.#observation,
      actionMask: this.#actionMask,
      tally: this.#tally,
    };
    return { isOver: this.#isOver, ...encodeLanes(this.#environment, [lane]), environment };
  }

  setState(state: State): () => void {
    const { lanes, isOver, environment } = decodeLanes(this.#environment, 1, state);
    const [lane] = lanes as [LaneSnapshot];
    const undo = replaceState(this.#environment, environment);
    this.#observation = lane.observation;
    this.#actionMask = lane.actionMask;
    Object.assign(this.#tally, lane.tally);
    this.#isOver = isOver;
    return undo;
  }

  #reset(options?: ResetOptions): void | Promise<void> {
    const first = options ? this.#environment.reset(options) : this.#environment.reset();
    if (isPromise(first))
      return Promise.resolve(first).then((result) => {
        this.#enter(result);
      });
    this.#enter(first);
  }

  #enter(result: ResetResult): void {
    const { observation, info } = requireReset(result);
    this.#actionMask = keepMask(this.#agent, readActionMask(info, this.#environment.actionSpace.n));
    this.#observation = observation;
    this.#isOver = false;
  }

  #take(action: number, ended: EndedEpisode[]): void | Promise<void> {
    const outcome = this.#environment.step(action);
    if (isPromise(outcome)) {
      return Promise.resolve(outcome).then((result) => {
        this.#observe(action, result, ended);
      });
    }
    this.#observe(action, outcome, ended);
  }

  #observe(action: number, result: StepResult, ended: EndedEpisode[]): void {
    const outcome = requireStep(result);
    const observation = this.#observation;
    const { observation: nextObservation, reward, terminated, truncated } = outcome;
    requireOwnArray(observation, nextObservation);
    const { n } = this.#environment.actionSpace;
    const nextActionMask = readActionMask(outcome.info, n, terminated);
    const transition = { observation, action, reward, nextObservation, terminated, truncated };
    this.#agent.observe(withMasks(this.#agent, transition, this.#actionMask, nextActionMask));
    this.#tally.add(reward);
    this.#observation = nextObservation;
    this.#actionMask = keepMask(this.#agent, nextActionMask);
    if (!terminated && !truncated) return;
    this.#isOver = true;
    ended.push(this.#tally.end(outcome, this.#agent.environmentSteps));
  }
}
