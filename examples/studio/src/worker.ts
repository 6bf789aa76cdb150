/** What runs in the worker: makes the agent and its world, and trains them. */
import { DQNAgent, exportPolicy } from 'deepq';
import { serveTraining } from 'deepq/browser';
import { makeEnvironment, presets, type PresetId } from 'deepq/environments';
import * as planck from 'planck';
import { agentOptions } from './parts/recipes.ts';
import { replayFacts } from './parts/replayFacts.ts';

/** What the page asks for: plain data. */
export interface WorkerJob {
  readonly id: PresetId;
  readonly recipe: string;
  readonly seed: number;
}

serveTraining<WorkerJob>(({ id, recipe, seed }) => {
  const { training, evaluation, environmentSteps } = presets[id];
  const make = () =>
    id === 'LunarLander-v3' ? makeEnvironment(id, { planck }) : makeEnvironment(id);
  const environment = training(make());
  const agent = new DQNAgent({ environment, ...agentOptions(id, recipe), seed });
  return {
    agent,
    environment,
    train: {
      environmentSteps,
      seed,
      evaluation: {
        // Often enough that the first solution is not missed, and rare enough to cost little.
        everyEnvironmentSteps: environmentSteps / 40,
        environment: evaluation(make()),
        episodes: 10,
      },
    },
    methods: {
      policy: () => exportPolicy(agent),
      replay: () => {
        const state = agent.replay.viewState?.() ?? agent.replay.getState();
        return replayFacts(state, environment.actionSpace.n);
      },
    },
  };
});
