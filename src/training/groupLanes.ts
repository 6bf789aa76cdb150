import type { ActionMask } from '../protocol/actionMask.ts';
import type { ActManyOptions, ActOptions, Agent } from '../agents/agent.ts';
import { requireGroupReset, requireGroupSteps } from '../protocol/checkGroup.ts';
import { requireOwnArray } from '../protocol/checkStep.ts';
import type { ResetResult } from '../protocol/environment.ts';
import type { EnvironmentGroup, GroupStepResult } from '../protocol/environmentGroup.ts';
import { isPromise } from '../protocol/isPromise.ts';
import { readActionMask } from '../protocol/readActionMask.ts';
import type { Observation } from '../spaces/space.ts';
import type { State } from '../state/state.ts';
import { EpisodeTally, type EndedEpisode } from './episodeTally.ts';
import { decodeLanes, encodeLanes } from './laneState.ts';
import type { Lanes } from './lanes.ts';
import { keepMask, withMasks } from './masks.ts';
import { canBeSaved, replaceState, saveState } from './stateOf.ts';
import type { CurrentState } from './upcomingStep.ts';

type Masks = readonly (ActionMask | undefined)[];

/**
 * Several copies stepped together: each is a stream of its own to the agent. What
 * falls due while they all take a step is made up for after it.
 */
export class GroupLanes implements Lanes {
  readonly count: number;
  readonly #agent: Agent;
  readonly #group: EnvironmentGroup;
  readonly #tallies: readonly EpisodeTally[];
  /** What the agent acts upon next, by copy. */
  #observations: readonly Observation[] = [];
  #actionMasks: Masks = [];

  constructor(agent: Agent, group: EnvironmentGroup) {
    this.#agent = agent;
    this.#group = group;
    this.count = group.count;
    this.#tallies = Array.from({ length: group.count }, () => new EpisodeTally());
  }

  begin(seed: number): void | Promise<void> {
    this.#tallies.forEach((tally, copy) => {
      tally.clear();
      this.#agent.beginEpisode?.(copy);
    });
    const first = this.#group.reset({ seed });
    if (isPromise(first))
      return first.then((results) => {
        this.#enter(results);
      });
    this.#enter(first);
  }

  step(ended: EndedEpisode[]): void | Promise<void> {
    if (this.#agent.reads === 'sync') return this.#take(this.#choose(), ended);
    return this.#chooseAsync().then((actions) => this.#take(actions, ended));
  }

  /** The copies have begun their next episodes by themselves. */
  restart(): void {
    // Nothing is left to do.
  }

  current(copy: number): CurrentState {
    const { return: episodeReturn, length: episodeLength } = this.#tallies[copy] as EpisodeTally;
    const observation = this.#observations[copy] as Observation;
    return { observation, actionMask: this.#actionMasks[copy], episodeReturn, episodeLength };
  }

  get canBeSaved(): boolean {
    return canBeSaved(this.#group);
  }

  getState(): State | null {
    const environment = saveState(this.#group);
    if (!environment) return null;
    const lanes = this.#tallies.map((tally, copy) => ({
      observation: this.#observations[copy] as Observation,
      actionMask: this.#actionMasks[copy],
      tally,
    }));
    return { isOver: false, ...encodeLanes(this.#group, lanes), environment };
  }

  setState(state: State): () => void {
    const { lanes, environment } = decodeLanes(this.#group, this.count, state);
    const undo = replaceState(this.#group, environment);
    this.#observations = lanes.map(({ observation }) => observation);
    this.#actionMasks = lanes.map(({ actionMask }) => actionMask);
    lanes.forEach(({ tally }, copy) => Object.assign(this.#tallies[copy] as EpisodeTally, tally));
    return undo;
  }

  #enter(given: readonly ResetResult[]): void {
    const results = requireGroupReset(given, this.count);
    const { n } = this.#group.actionSpace;
    this.#actionMasks = results.map(({ info }) => keepMask(this.#agent, readActionMask(info, n)));
    this.#observations = results.map(({ observation }) => observation);
  }

  #take(actions: readonly number[], ended: EndedEpisode[]): void | Promise<void> {
    const pending = this.#group.step(actions);
    if (isPromise(pending)) {
      return pending.then((results) => {
        this.#observe(actions, results, ended);
      });
    }
    this.#observe(actions, pending, ended);
  }

  #observe(
    actions: readonly number[],
    given: readonly GroupStepResult[],
    ended: EndedEpisode[],
  ): void {
    const results = requireGroupSteps(given, this.count);
    const { n } = this.#group.actionSpace;
    for (let copy = 0; copy < this.count; copy++) {
      const result = results[copy] as GroupStepResult;
      const { reward, terminated, truncated, finalObservation } = result;
      const observation = this.#observations[copy] as Observation;
      const nextObservation = finalObservation ?? result.observation;
      const action = actions[copy] as number;
      requireOwnArray(observation, nextObservation);
      const info = terminated || truncated ? result.finalInfo : result.info;
      const nextActionMask = readActionMask(info, n, terminated);
      const transition = { observation, action, reward, nextObservation, terminated, truncated };
      const actionMask = this.#actionMasks[copy];
      this.#agent.observe(withMasks(this.#agent, transition, actionMask, nextActionMask), copy);
      const tally = this.#tallies[copy] as EpisodeTally;
      tally.add(reward);
      if (terminated || truncated) ended.push(tally.end(result, this.#agent.environmentSteps));
    }
    this.#observations = results.map(({ observation }) => observation);
    this.#actionMasks = results.map(({ info }) => keepMask(this.#agent, readActionMask(info, n)));
  }

  #choose(): readonly number[] {
    const agent = this.#agent;
    if (agent.actMany) return agent.actMany(this.#observations, together(this.#actionMasks));
    return this.#observations.map((observation, stream) =>
      agent.act(observation, single(stream, this.#actionMasks[stream])),
    );
  }

  async #chooseAsync(): Promise<readonly number[]> {
    const agent = this.#agent;
    if (agent.actManyAsync) {
      return agent.actManyAsync(this.#observations, together(this.#actionMasks));
    }
    const actions: number[] = [];
    // In turn: the agent draws from one random stream.
    for (const [stream, observation] of this.#observations.entries()) {
      actions.push(await agent.actAsync(observation, single(stream, this.#actionMasks[stream])));
    }
    return actions;
  }
}

function together(actionMasks: Masks): ActManyOptions | undefined {
  return actionMasks.some((mask) => mask !== undefined) ? { actionMasks } : undefined;
}

function single(stream: number, actionMask: ActionMask | undefined): ActOptions {
  return actionMask ? { stream, actionMask } : { stream };
}
