import type { ActOptions, Agent } from '../../src/agents/agent.ts';
import type { Environment, ResetOptions } from '../../src/protocol/environment.ts';
import type { UpdateResult } from '../../src/qnetwork/update.ts';
import type { Exploration } from '../../src/policies/policy.ts';
import type { Transition } from '../../src/protocol/transition.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import type { Observation } from '../../src/spaces/space.ts';

/** An episode as it is written beforehand. */
export interface ScriptedEpisode {
  /** What each step earns, whatever the action. */
  readonly rewards: readonly number[];
  /** How the last step ends it. */
  readonly end: 'terminated' | 'truncated';
}

/** An environment that plays what was written and keeps what it was asked. */
export interface ScriptedEnvironment extends Environment<Float32Array> {
  /** What each reset was given. */
  readonly resets: (ResetOptions | undefined)[];
  /** What each step was given. */
  readonly actions: number[];
}

/**
 * Plays written episodes in turn, over and over. Every observation is
 * `[episode, step]`, with episodes counted from 1 and steps from 0.
 *
 * @param onStep - Called in every step.
 */
export function scriptedEnvironment(
  episodes: readonly ScriptedEpisode[],
  onStep: () => void = () => undefined,
): ScriptedEnvironment {
  const resets: (ResetOptions | undefined)[] = [];
  const actions: number[] = [];
  let episode = 0;
  let step = 0;
  let running = false;
  return {
    observationSpace: new Box({ low: 0, high: Infinity, shape: [2] }),
    actionSpace: new Discrete(2),
    resets,
    actions,
    reset(options) {
      resets.push(options);
      episode++;
      step = 0;
      running = true;
      return { observation: Float32Array.of(episode, 0), info: {} };
    },
    step(action) {
      if (!running) throw new Error('A step without a reset before it.');
      onStep();
      actions.push(action);
      const { rewards, end } = episodes[(episode - 1) % episodes.length]!;
      const reward = rewards[step++]!;
      running = step < rewards.length;
      return {
        observation: Float32Array.of(episode, step),
        reward,
        terminated: !running && end === 'terminated',
        truncated: !running && end === 'truncated',
        info: {},
      };
    },
  };
}

/** What a {@link scriptedAgent} does. */
export interface AgentScript {
  readonly reads?: 'sync' | 'async';
  /** Results of the updates, in turn; none are due after the last. */
  readonly updates?: readonly Pick<UpdateResult, 'loss' | 'meanQ'>[];
  /** Steps before the first update is due, and between two of them. */
  readonly everyEnvironmentSteps?: number;
  readonly exploration?: (environmentSteps: number) => Exploration | null;
}

/** An agent that does what was written and keeps what it was given. */
export interface ScriptedAgent extends Agent {
  /** The observations that it chose an action for. */
  readonly seen: number[][];
  /** What came with each of them. */
  readonly choices: (ActOptions | undefined)[];
  readonly observed: Transition[];
  /** The methods that were called, in order. */
  readonly calls: string[];
}

/** Makes a {@link ScriptedAgent}; it takes action 0 and 1 in turn. */
export function scriptedAgent({
  reads = 'sync',
  updates = [],
  everyEnvironmentSteps = 1,
  exploration = () => null,
}: AgentScript = {}): ScriptedAgent {
  const seen: number[][] = [];
  const choices: (ActOptions | undefined)[] = [];
  const observed: Transition[] = [];
  const calls: string[] = [];
  let made = 0;
  const choose = (observation: Observation, options: ActOptions | undefined): number => {
    seen.push(typeof observation === 'number' ? [observation] : [...observation]);
    choices.push(options);
    return seen.length % 2;
  };
  const update = (): UpdateResult => {
    const { loss, meanQ } = updates[made++]!;
    return { updates: made, loss, meanQ, tdErrors: new Float32Array(1) };
  };
  return {
    reads,
    seen,
    choices,
    observed,
    calls,
    get environmentSteps() {
      return observed.length;
    },
    get updates() {
      return made;
    },
    get updatesDue() {
      const wanted = Math.floor(observed.length / everyEnvironmentSteps);
      return Math.min(updates.length, wanted) - made;
    },
    get exploration() {
      return exploration(observed.length);
    },
    act(observation, options) {
      calls.push('act');
      return choose(observation, options);
    },
    async actAsync(observation, options) {
      calls.push('actAsync');
      return choose(observation, options);
    },
    observe(transition) {
      observed.push(transition);
    },
    learn() {
      calls.push('learn');
      return update();
    },
    async learnAsync() {
      calls.push('learnAsync');
      return update();
    },
  };
}
