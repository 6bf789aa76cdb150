/** Makes the ice and the agent, and trains it, in a worker. */
import { adam, DQNAgent, epsilonGreedy, TimeLimit } from 'deepq';
import { serveTraining } from 'deepq/browser';
import { FrozenLake } from 'deepq/environments';

export interface Settings {
  readonly double: boolean;
  readonly seed: number;
}

serveTraining(({ double, seed }: Settings) => {
  const lake = new FrozenLake({
    desc: ['SFFFF', 'FHFHF', 'FFFFF', 'HFHFF', 'FFFFG'], // start, frozen, hole, goal
    isSlippery: false,
    rewardSchedule: { goal: 1, hole: -1, frozen: -0.02 },
  });
  const environment = new TimeLimit(lake, { maxEpisodeSteps: 60 });
  const now = { epsilon: 0.3, learningRate: 1e-3 }; // what the page has set last
  const agent = new DQNAgent({
    environment,
    double,
    policy: epsilonGreedy({ epsilon: () => now.epsilon }),
    optimizer: adam({ learningRate: () => now.learningRate }),
    learningStarts: 200,
    targetUpdate: { everyUpdates: 100 },
    seed,
  });
  const cells = Array.from({ length: lake.observationSpace.n }, (_, cell) => cell);
  const methods = {
    set: (to: Partial<typeof now>) => void Object.assign(now, to),
    values: () => cells.map((cell) => agent.network.qValues(cell)),
  };
  return { agent, environment, train: { environmentSteps: 30_000, seed }, methods };
});
