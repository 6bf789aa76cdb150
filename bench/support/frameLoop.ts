import type { DQNAgentOptions } from '../../src/agents/dqnAgentOptions.ts';
import { natureCnn } from '../../src/networks/knownCnns.ts';
import { epsilonGreedy } from '../../src/policies/epsilonGreedy.ts';

/** How whole loops of the Nature CNN on frames are timed: an update of batch 32 at every fourth step. */
export const frameLoop: Omit<DQNAgentOptions, 'environment' | 'engine'> = {
  network: natureCnn(),
  // Half of the actions are the network's: both kinds count.
  policy: epsilonGreedy({ epsilon: 0.5 }),
  // As in Stable-Baselines3, to compare with.
  double: false,
  replay: { capacity: 10_000 },
  batchSize: 32,
  learningStarts: 500,
  train: { everyEnvironmentSteps: 4, updates: 1 },
  seed: 1,
};
