import { expect, test } from 'vitest';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import { watch } from '../../src/live/watch.ts';
import { recordEpisodes } from '../../src/offline/recordEpisodes.ts';
import { epsilonZGreedy } from '../../src/policies/epsilonZGreedy.ts';
import type { Environment } from '../../src/protocol/environment.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { evaluate } from '../../src/training/evaluate.ts';

/** Episodes of 50 steps, in which every action is noted. */
function noting(actions: number[][]): Environment<number> {
  return {
    observationSpace: new Discrete(1),
    actionSpace: new Discrete(1_000),
    reset() {
      actions.push([]);
      return { observation: 0, info: {} };
    },
    step(action) {
      const own = actions.at(-1)!;
      own.push(action);
      const truncated = own.length === 50;
      return { observation: 0, reward: 0, terminated: false, truncated, info: {} };
    },
  };
}

/** An agent that always explores, and mostly holds an action for the longest time. */
function holding(environment: Environment): DQNAgent {
  const policy = epsilonZGreedy({ epsilon: 1, exponent: 1.000001, maxSteps: 1_000 });
  return new DQNAgent({ environment, policy, beforeLearning: 'policy' });
}

const plays = {
  evaluate: async (agent: DQNAgent, environment: Environment) => {
    await evaluate(agent, environment, { episodes: 6, explore: true });
  },
  recordEpisodes: async (agent: DQNAgent, environment: Environment) => {
    const recorded = recordEpisodes(agent, environment, { episodes: 6, explore: true });
    for await (const { actions } of recorded) expect(actions.length).toBe(50);
  },
  watch: async (agent: DQNAgent, environment: Environment) => {
    const onFrame = (): void => undefined;
    await watch(agent, environment, { episodes: 6, explore: true, framesPerSecond: 1e5, onFrame });
  },
};

test.each(Object.entries(plays))('%s explores by held actions', async (_, play) => {
  const actions: number[][] = [];
  const environment = noting(actions);
  const agent = holding(environment);
  const before = await agent.getState();
  await play(agent, environment);
  expect(actions.length).toBe(6);
  // Of 1,000 actions the same one hardly ever comes twice by chance.
  const held = actions.map((own) => own.filter((action, at) => action === own[at - 1]).length);
  expect(Math.max(...held)).toBeGreaterThan(10);
  // A hold ends with its episode.
  const firsts = actions.slice(1).map((own, index) => own[0] === actions[index]!.at(-1));
  expect(firsts).not.toContain(true);
  // What the training holds stays as it is.
  expect(await agent.getState()).toEqual(before);
  agent.dispose();
});
