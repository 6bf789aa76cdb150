import {
  adam,
  boltzmann,
  epsilonGreedy,
  evaluate,
  exponential,
  linear,
  mlp,
  prioritized,
  train,
} from 'deepq';
import { cartPole, makeAgent, type Slip, untyped } from './slip.ts';

/** Options of `new DQNAgent` by the names and values of other libraries, and what to write. */
const ofAgent: readonly (readonly [option: object, mend: string])[] = [
  [{ gamma: 0.99 }, 'write discount'],
  [{ learning_rate: 1e-4 }, 'write optimizer: adam({ learningRate })'],
  [{ learningRate: 1e-4 }, 'write optimizer: adam({ learningRate })'],
  [{ buffer_size: 1e6 }, 'write replay: { capacity }'],
  [{ learning_starts: 100 }, "did you mean 'learningStarts'?"],
  [{ batch_size: 64 }, "did you mean 'batchSize'?"],
  [{ train_freq: 4 }, 'write train: { everyEnvironmentSteps, updates }'],
  [{ gradient_steps: 1 }, 'write train: { everyEnvironmentSteps, updates }'],
  [{ target_update_interval: 1_000 }, 'write targetUpdate: { everyEnvironmentSteps }'],
  [{ tau: 0.005 }, 'write targetUpdate: { fraction }'],
  [
    { exploration_fraction: 0.1 },
    'write policy: epsilonGreedy({ epsilon: linear({ from, to, over }) })',
  ],
  [
    { exploration_final_eps: 0.05 },
    'write policy: epsilonGreedy({ epsilon: linear({ from, to, over }) })',
  ],
  [{ epsilonDecay: 0.995 }, 'write policy: epsilonGreedy({ epsilon: linear({ from, to, over }) })'],
  [{ max_grad_norm: 10 }, 'write gradientClipNorm'],
  [{ policy_kwargs: { net_arch: [64, 64] } }, 'write network: mlp({ hidden })'],
  [{ optimize_memory_usage: true }, 'each frame is stored once anyway'],
  [{ replay_buffer_class: 'HerReplayBuffer' }, 'write replay: { capacity }'],
  [
    { prioritizedReplay: true },
    'write replay: { capacity, sampler: prioritized({ alpha, beta }) }',
  ],
  [{ double_dqn: true }, 'write double'],
  [{ duelingDqn: true }, 'write network: mlp({ hidden, dueling: true })'],
  [{ n_steps: 3 }, 'write nStep'],
  [{ device: 'cuda' }, 'write engine'],
  [{ munchausen: true }, 'write head: munchausenHead()'],
  [{ verbose: 1 }, 'showProgress of deepq/node'],
  [{ tensorboard_log: './logs' }, 'consume(train(…), [tensorBoardLog(logFile(path))])'],
  [{ env: cartPole() }, 'write environment'],
  [
    { stateSize: 4, actionSize: 2 },
    'write environment, or environment: { observationSpace, actionSpace }',
  ],
  [{ lossFn: 'smooth_l1' }, "write loss: 'huber' or 'mse'"],
  [{ num_atoms: 51 }, 'write head: c51Head({ min, max, atoms })'],
  [{ noisy: true }, 'write network: mlp({ hidden, noisy: { sigma } })'],
  [{ policy: 'MlpPolicy' }, 'epsilonGreedy({ epsilon })'],
  [{ optimizer: 'adam' }, 'optimizer must be made by adam(…)'],
  [{ optimizer: 0.001 }, 'optimizer must be made by adam(…)'],
  [{ network: 'mlp' }, 'network must be made by mlp(…)'],
  [{ network: [64, 64] }, 'network must be made by mlp(…)'],
  [{ policy: 0.1 }, 'epsilonGreedy({ epsilon })'],
  [{ replay: 10_000 }, 'Write { capacity: 50_000 }.'],
  [{ targetUpdate: 500 }, 'Write targetUpdate: { everyUpdates: 500 }.'],
  [{ train: 4 }, 'Write train: { everyEnvironmentSteps: 4, updates: 1 }.'],
  [{ loss: 'smooth_l1' }, "loss must be 'huber' or 'mse'"],
  [{ seed: null }, 'seed must be a value, or left out if optional'],
];

/** Options of other functions. */
const others: readonly Slip[] = [
  {
    slip: 'train(agent, environment, { total_timesteps: 50_000 })',
    run: () => train(makeAgent(), cartPole(), untyped({ total_timesteps: 50_000 })).next(),
    mend: 'write environmentSteps',
  },
  {
    slip: 'train(…, { episodes: 500 })',
    run: () => train(makeAgent(), cartPole(), untyped({ episodes: 500 })).next(),
    mend: "break at an event of type 'episode'",
  },
  {
    slip: 'train(…, { callback })',
    run: () =>
      train(makeAgent(), cartPole(), untyped({ environmentSteps: 9, callback: () => 1 })).next(),
    mend: 'write consume(train(…), [{ on: (event) => … }])',
  },
  {
    slip: 'train(…, { eval_freq: 1_000 })',
    run: () =>
      train(makeAgent(), cartPole(), untyped({ environmentSteps: 9, eval_freq: 1_000 })).next(),
    mend: 'write evaluation: { everyEnvironmentSteps, environment, episodes }',
  },
  {
    slip: 'train(…, { log_interval: 4 })',
    run: () =>
      train(makeAgent(), cartPole(), untyped({ environmentSteps: 9, log_interval: 4 })).next(),
    mend: 'for await (const event of train(…))',
  },
  {
    slip: 'evaluate(…, { n_eval_episodes: 10 })',
    run: () => evaluate(makeAgent(), cartPole(), untyped({ n_eval_episodes: 10 })),
    mend: 'write episodes',
  },
  {
    slip: 'evaluate(…, { episodes: 1, deterministic: true })',
    run: () => evaluate(makeAgent(), cartPole(), untyped({ episodes: 1, deterministic: true })),
    mend: 'write explore: false',
  },
  {
    slip: 'agent.act(observation, { deterministic: true })',
    run: () => makeAgent().act(new Float32Array(4), untyped({ deterministic: true })),
    mend: 'write explore: false',
  },
  {
    slip: 'adam({ lr: 1e-3 })',
    run: () => adam(untyped({ lr: 1e-3 })),
    mend: 'write learningRate',
  },
  {
    slip: 'adam({ learningRate: 1e-3, betas: [0.9, 0.999] })',
    run: () => adam(untyped({ learningRate: 1e-3, betas: [0.9, 0.999] })),
    mend: 'write beta1, beta2',
  },
  {
    slip: 'exponential({ from: 1, to: 0.05, decay: 0.999 })',
    run: () => exponential(untyped({ from: 1, to: 0.05, decay: 0.999 })),
    mend: 'write factor',
  },
  {
    slip: 'prioritized({ beta_start: 0.4 })',
    run: () => prioritized(untyped({ beta_start: 0.4 })),
    mend: 'write beta: linear({ from, to, over })',
  },
  {
    slip: 'epsilonGreedy({ eps: 0.1 })',
    run: () => epsilonGreedy(untyped({ eps: 0.1 })),
    mend: 'write epsilon',
  },
  {
    slip: 'boltzmann({ tau: 1 })',
    run: () => boltzmann(untyped({ tau: 1 })),
    mend: 'write temperature',
  },
  {
    slip: 'mlp({ net_arch: [64] })',
    run: () => mlp(untyped({ net_arch: [64] })),
    mend: 'write hidden',
  },
  {
    slip: 'linear({ initial_p: 1, final_p: 0.1, schedule_timesteps: 1e4 })',
    run: () => linear(untyped({ initial_p: 1, final_p: 0.1, schedule_timesteps: 1e4 })),
    mend: 'write from',
  },
  {
    slip: 'linear({ from: 1, to: 0.1, over: 0.1 })',
    run: () => linear({ from: 1, to: 0.1, over: 0.1 }),
    mend: 'write over: 5_000',
  },
];

const describe = (options: object): string =>
  Object.entries(options)
    .map(([name, value]) => (typeof value === 'object' ? name : `${name}: ${String(value)}`))
    .join(', ');

/** Names, units and habits of other libraries. */
export const otherLibraries: readonly Slip[] = [
  ...ofAgent.map(([options, mend]) => ({
    slip: `new DQNAgent({ environment, ${describe(options)} })`,
    run: () => makeAgent(options),
    mend,
  })),
  ...others,
];
