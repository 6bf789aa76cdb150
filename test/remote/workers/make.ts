import { DQNAgent, epsilonGreedy, mlp, simd } from 'deepq';
import type { MakeTraining } from '../../../src/remote/served.ts';
import { CartPole } from 'deepq/environments';

export interface Settings {
  readonly environmentSteps?: number;
  /** Which part is to fail, if any. */
  readonly fails?: 'make' | 'step' | 'options';
  readonly updates?: boolean;
}

/** A small training on CartPole, alike on every host: the plain SIMD build. */
export const makeTraining: MakeTraining<Settings | undefined> = (settings = {}) => {
  const { environmentSteps = 2_000, fails, updates = true } = settings;
  if (fails === 'make') throw new RangeError('no world today');
  const environment = new CartPole();
  if (fails === 'step') {
    const step = environment.step.bind(environment);
    let steps = 0;
    environment.step = (action) => {
      if (++steps === 50) throw new TypeError('the pole broke');
      return step(action);
    };
  }
  const agent = new DQNAgent({
    environment,
    network: mlp({ hidden: [16] }),
    policy: epsilonGreedy({ epsilon: 0.3 }),
    engine: simd({ relaxed: false }),
    replay: { capacity: 1_000 },
    learningStarts: updates ? 100 : 1_000,
    batchSize: 16,
    seed: 3,
  });
  return {
    agent,
    environment,
    train: { environmentSteps: fails === 'options' ? -1 : environmentSteps, seed: 5 },
    methods: {
      add: (a: number, b: number) => a + b,
      fail: () => {
        throw new RangeError('asked for');
      },
    },
  };
};
