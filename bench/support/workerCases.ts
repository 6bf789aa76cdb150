import * as planck from 'planck';
import { Box, Discrete, DQNAgent, natureCnn, simd, type Environment } from '../../src/index.ts';
import { makeEnvironment, presets } from '../../src/environments.ts';
import type { MakeTraining, ServedTraining } from '../../src/remote/served.ts';

/** What a worker is to train in a benchmark. */
export interface WorkerCase {
  readonly case: 'CartPole-v1' | 'LunarLander-v3' | 'natureCnn';
  readonly environmentSteps: number;
}

/** The training of a case: on the plain build, as on every host. */
export const makeWorkerCase: MakeTraining<WorkerCase> = (given): ServedTraining => {
  const { environment, agent } = given.case === 'natureCnn' ? pictures() : preset(given.case);
  return { agent, environment, train: { environmentSteps: given.environmentSteps, seed: 1 } };
};

type Parts = Pick<ServedTraining, 'agent' | 'environment'>;

const engine = simd({ relaxed: false, threads: 1 });

function preset(id: 'CartPole-v1' | 'LunarLander-v3'): Parts {
  const { training, agent: settings } = presets[id];
  const world: Environment =
    id === 'CartPole-v1' ? makeEnvironment(id) : makeEnvironment(id, { planck });
  const environment = training(world);
  return { environment, agent: new DQNAgent({ environment, ...settings, engine, seed: 1 }) };
}

/** Four pictures as an Atari game has them, without the game. */
function pictures(): Parts {
  const observation = new Uint8Array(84 * 84 * 4).fill(7);
  const environment: Environment = {
    observationSpace: new Box({ low: 0, high: 255, shape: [84, 84, 4], dtype: 'uint8' }),
    actionSpace: new Discrete(4),
    reset: () => ({ observation: observation.slice(), info: {} }),
    step: () => ({
      observation: observation.slice(),
      reward: 0,
      terminated: false,
      truncated: false,
      info: {},
    }),
  };
  const agent = new DQNAgent({
    environment,
    network: natureCnn(),
    replay: { capacity: 500 },
    learningStarts: 32,
    train: { everyEnvironmentSteps: 4, updates: 1 },
    engine,
    seed: 1,
  });
  return { environment, agent };
}
