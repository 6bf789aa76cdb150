import * as planck from 'planck';
import type { Checkout } from './adapter.ts';
import { openReplay, pixels, vectors } from './replayCases.ts';

/** The groups of cases, named after the benchmarks that they are taken from. */
export const groups = ['update', 'act', 'loop', 'environments', 'replay'] as const;
export type Group = (typeof groups)[number];

/** Something whose time is compared. */
export interface Case {
  readonly group: Group;
  readonly name: string;
  /**
   * Makes everything ready in one checkout.
   *
   * @param capacity - Of replay buffers whose speed is compared.
   */
  open(checkout: Checkout, capacity?: number): Opened | Promise<Opened>;
}

/** A case that is ready to run. */
export interface Opened {
  readonly run: () => void | Promise<void>;
  readonly close?: () => void;
}

/** A network, and the size of the batches that it learns from: those of bench/support/workloads.ts. */
interface Workload {
  readonly name: string;
  readonly shape: readonly number[];
  readonly actions: number;
  readonly batchSize: number;
  network(core: Checkout['core']): object;
}

const mlpWorkload = (
  inputs: number,
  hidden: readonly number[],
  actions: number,
  batchSize: number,
): Workload => ({
  name: `MLP ${[inputs, ...hidden, actions].join('-')}, batch ${batchSize}`,
  shape: [inputs],
  actions,
  batchSize,
  network: ({ mlp }) => mlp({ hidden }),
});

const images = { shape: [4, 84, 84], actions: 6, batchSize: 32 };

const workloads: readonly Workload[] = [
  mlpWorkload(4, [64, 64], 2, 32),
  mlpWorkload(4, [256, 256], 2, 64),
  mlpWorkload(8, [256, 256], 4, 128),
  { ...images, name: 'Nature CNN', network: ({ natureCnn }) => natureCnn() },
  { ...images, name: 'Data-efficient CNN', network: ({ dataEfficientCnn }) => dataEfficientCnn() },
];

function spacesOf(
  { core }: Checkout,
  { shape, actions }: Pick<Workload, 'shape' | 'actions'>,
): { observationSpace: InstanceType<Checkout['core']['Box']>; actionSpace: object } {
  const bounds =
    shape.length === 1
      ? { low: -Infinity, high: Infinity }
      : { low: 0, high: 255, dtype: 'uint8' as const };
  return {
    observationSpace: new core.Box({ ...bounds, shape }),
    actionSpace: new core.Discrete(actions),
  };
}

/** One update from a batch that the checkout's own replay buffer drew, so that its columns fit. */
function updateCase(workload: Workload): Case {
  return {
    group: 'update',
    name: workload.name,
    open(checkout) {
      const { core } = checkout;
      const environment = spacesOf(checkout, workload);
      const random = core.createRandom(1);
      const size = 2 * workload.batchSize;
      const replay = checkout.makeReplay({ environment, capacity: size, seed: 1 });
      for (let row = 0; row < size; row++) {
        replay.add({
          observation: environment.observationSpace.sample(random),
          action: random.integer(workload.actions),
          reward: random.normal(),
          nextObservation: environment.observationSpace.sample(random),
          terminated: random.uniform() < 0.1,
          truncated: false,
        });
      }
      const batch = replay.sample(workload.batchSize);
      const options = { environment, network: workload.network(core), gradientClipNorm: null };
      return checkout.makeUpdate(options, batch);
    },
  };
}

/** One greedy action. */
function actCase(workload: Workload): Case {
  return {
    group: 'act',
    name: workload.name.replace(/, batch.*/, ''),
    open(checkout) {
      const environment = spacesOf(checkout, workload);
      const agent = checkout.makeAgent({ environment, network: workload.network(checkout.core) });
      const observation = environment.observationSpace.sample(checkout.core.createRandom(1));
      const options = { explore: false };
      return {
        run: () => void agent.act(observation, options),
        close: () => agent.dispose(),
      };
    },
  };
}

/** Steps of training in one call: a whole period of the first case's rhythm. */
const LOOP_STEPS = 256;
/** Steps before anything is timed: more than the 1,000 that learning waits for. */
const LOOP_WARM_UP = 6 * LOOP_STEPS;

/** Training on CartPole, as in bench/support/loopCases.ts. */
function loopCase(name: string, options: (core: Checkout['core']) => object): Case {
  return {
    group: 'loop',
    name,
    async open(checkout) {
      const environment = checkout.makeEnvironment('CartPole-v1');
      const own = options(checkout.core);
      const agent = checkout.makeAgent({ environment, learningStarts: 1_000, ...own, seed: 1 });
      const run = async (environmentSteps = LOOP_STEPS): Promise<void> => {
        const events = checkout.core.train(agent, environment, { environmentSteps, seed: 1 });
        for await (const _ of events) continue;
      };
      await run(LOOP_WARM_UP);
      return { run: () => run(), close: () => agent.dispose() };
    },
  };
}

const everyStep = (double: boolean) => (core: Checkout['core']) => ({
  network: core.mlp({ hidden: [64, 64] }),
  batchSize: 32,
  train: { everyEnvironmentSteps: 1, updates: 1 },
  double,
});

/** Random steps in one call, as in bench/environments.ts. */
const WORLD_STEPS = 1_000;

function environmentCase(id: string, options?: object): Case {
  return {
    group: 'environments',
    name: id,
    open(checkout) {
      const environment = checkout.makeEnvironment(id, options);
      const random = checkout.core.createRandom(1);
      environment.reset({ seed: 1 });
      return {
        run() {
          for (let step = 0; step < WORLD_STEPS; step++) {
            const result = environment.step(random.integer(environment.actionSpace.n));
            if (result.terminated || result.truncated) environment.reset();
          }
        },
      };
    },
  };
}

/** Adding to a full replay buffer, and drawing from one, as in bench/replay.ts. */
function replayCases(name: string, source: typeof vectors): readonly Case[] {
  return (['add', 'sample'] as const).map((what) => ({
    group: 'replay',
    name: `${what}, ${name}`,
    open: (checkout, capacity) => openReplay(checkout, what, source, capacity),
  }));
}

export const cases: readonly Case[] = [
  ...workloads.map(updateCase),
  ...workloads.map(actCase),
  loopCase('[256, 256], batch 64, 128 updates every 256 steps', (core) => ({
    network: core.mlp({ hidden: [256, 256] }),
    optimizer: core.adam({ learningRate: 2.3e-3 }),
    policy: core.epsilonGreedy({ epsilon: core.linear({ from: 1, to: 0.04, over: 8_000 }) }),
    replay: { capacity: 100_000 },
    batchSize: 64,
    train: { everyEnvironmentSteps: 256, updates: 128 },
    targetUpdate: { everyEnvironmentSteps: 10 },
    double: false,
  })),
  loopCase('[64, 64], batch 32, an update at every step', everyStep(false)),
  loopCase('the same, double Q-learning', everyStep(true)),
  environmentCase('CartPole-v1'),
  environmentCase('MountainCar-v0'),
  environmentCase('Acrobot-v1'),
  environmentCase('Taxi-v3'),
  environmentCase('FrozenLake-v1'),
  environmentCase('CliffWalking-v1'),
  environmentCase('Blackjack-v1'),
  environmentCase('LunarLander-v3', { planck }),
  ...replayCases('[4] float32', vectors),
  ...replayCases('[4, 84, 84] uint8, 1 stream', pixels(1)),
  ...replayCases('[4, 84, 84] uint8, 8 streams', pixels(8)),
];
