import {
  Box,
  c51Head,
  decodeCheckpoint,
  DQNAgent,
  epsilonGreedy,
  evaluate,
  FrameStack,
  iqnHead,
  memoryStore,
  mlp,
  NormalizeObservation,
  NormalizeReward,
  quantileHead,
  RecordVideo,
  ReplayBuffer,
  simd,
  train,
  TransformReward,
  VectorEnvironment,
} from 'deepq';
import { CartPole, makeEnvironment } from 'deepq/environments';
import { GymnasiumEnvironment } from 'deepq/node';
import { cartPole, makeAgent, type Slip, transition, untyped } from './slip.ts';

const observation = new Float32Array(4);
const acrobot = makeEnvironment('Acrobot-v1');
const trainWith = (options: object): unknown =>
  train(makeAgent(), cartPole(), untyped({ environmentSteps: 9, ...options }));

/** What users of Stable-Baselines3, CleanRL, Tianshou, Gym and tfjs write by habit. */
export const habits: readonly Slip[] = [
  {
    slip: 'agent.learn(50_000), to train',
    run: () => (makeAgent().learn as (steps: number) => unknown)(50_000),
    mend: 'for await (const event of train(agent, environment',
  },
  {
    slip: 'agent.learnAsync({ total_timesteps: 50_000 })',
    run: () => (makeAgent().learnAsync as (options: object) => unknown)({ total_timesteps: 1 }),
    mend: 'for await (const event of train(agent, environment',
  },
  {
    slip: 'agent.act(observation, 0.1), ε',
    run: () => makeAgent().act(observation, untyped(0.1)),
    mend: 'such as { explore: false }',
  },
  {
    slip: 'agent.act(observation, [1, 0]), the mask itself',
    run: () => makeAgent().act(observation, untyped([1, 0])),
    mend: 'Write act(observation, { actionMask: [1, 0] })',
  },
  {
    slip: 'agent.act(environment.reset()) of an asynchronous environment',
    run: () => makeAgent().act(untyped(Promise.resolve({ observation, info: {} }))),
    mend: 'received a promise (await it)',
  },
  {
    slip: 'observe({ state, action, reward, next_state, done })',
    run: () => {
      makeAgent().observe(
        untyped({ state: observation, action: 0, reward: 1, next_state: observation, done: false }),
      );
    },
    mend: 'A transition is an object { observation, action',
  },
  {
    slip: 'observe: action is a promise, of actAsync',
    run: () => {
      makeAgent().observe(transition({ action: Promise.resolve(0) }));
    },
    mend: 'received a promise (await it)',
  },
  {
    slip: 'observe: action is [0], of actMany',
    run: () => {
      makeAgent().observe(transition({ action: [0] }));
    },
    mend: 'Pass the action that the environment took',
  },
  {
    slip: "observe: reward is '1'",
    run: () => {
      makeAgent().observe(transition({ reward: '1' }));
    },
    mend: 'Correct or scale the reward',
  },
  {
    slip: 'agent.observe after agent.dispose()',
    run: () => {
      const agent = makeAgent();
      agent.dispose();
      agent.observe(transition());
    },
    mend: 'make a new one',
  },
  {
    slip: 'agent.save after agent.dispose()',
    run: () => {
      const agent = makeAgent();
      agent.dispose();
      return agent.save(memoryStore());
    },
    mend: 'make a new one',
  },
  {
    slip: 'agent.load(bytes)',
    run: () => makeAgent().load(untyped(new Uint8Array(8))),
    mend: 'Write { read: async () => bytes }',
  },
  {
    slip: 'agent.save(store, false)',
    run: () => makeAgent().save(memoryStore(), untyped(false)),
    mend: 'Write { replay: false }',
  },
  {
    slip: 'agent.save(store, { replayBuffer: false })',
    run: () => makeAgent().save(memoryStore(), untyped({ replayBuffer: false })),
    mend: 'known options: replay',
  },
  {
    slip: 'decodeCheckpoint(store.read(), …) without await',
    run: () => decodeCheckpoint(untyped(Promise.resolve(new Uint8Array(8))), { kind: 'agent' }),
    mend: 'Pass what store.read() returned, awaited',
  },
  {
    slip: 'train(createAgent(), …) of an async function',
    run: () => train(untyped(Promise.resolve(makeAgent())), cartPole(), { environmentSteps: 9 }),
    mend: 'received a promise (await it)',
  },
  {
    slip: 'train(agent, () => environment, …)',
    run: () => train(makeAgent(), untyped(cartPole), { environmentSteps: 9 }),
    mend: 'Pass an instance',
  },
  {
    slip: 'train in an environment of other spaces than the agent’s',
    run: () => train(makeAgent(), acrobot, { environmentSteps: 9 }),
    mend: 'Make the agent with this environment',
  },
  {
    slip: 'train around a wrapper that the agent was not made with',
    run: () =>
      train(makeAgent(), new FrameStack(cartPole(), { frames: 4 }), { environmentSteps: 9 }),
    mend: 'the same wrappers around both',
  },
  {
    slip: 'evaluate in an environment of other spaces than the agent’s',
    run: () => evaluate(makeAgent(), acrobot, { episodes: 1 }),
    mend: 'Make the agent with this environment',
  },
  {
    slip: 'evaluation in an environment of other spaces than the agent’s',
    run: () => trainWith({ evaluation: { everyEnvironmentSteps: 5, environment: acrobot } }),
    mend: 'Make the agent with this environment',
  },
  {
    slip: 'a replay buffer of another environment',
    run: () => makeAgent({ replay: new ReplayBuffer({ capacity: 99, environment: acrobot }) }),
    mend: 'Make the replay buffer with this environment',
  },
  {
    slip: 'train(…, { evaluation: 1_000 })',
    run: () => trainWith({ evaluation: 1_000 }),
    mend: 'Write { everyEnvironmentSteps: 10_000, environment }',
  },
  {
    slip: 'train(…, { evaluation: environment })',
    run: () => trainWith({ evaluation: cartPole() }),
    mend: '{ everyEnvironmentSteps, environment } instead of the environment itself',
  },
  {
    slip: 'train(…, { checkpoint: store })',
    run: () => trainWith({ checkpoint: memoryStore() }),
    mend: '{ everyEnvironmentSteps, save: () => agent.save(store) } instead of the store itself',
  },
  {
    slip: 'checkpoint: { …, save: agent.save(store) }, called at once',
    run: () =>
      trainWith({
        checkpoint: { everyEnvironmentSteps: 5, save: makeAgent().save(memoryStore()) },
      }),
    mend: 'write () => in front of the call',
  },
  {
    slip: 'from: training.getState() without await',
    run: () =>
      trainWith({ from: train(makeAgent(), cartPole(), { environmentSteps: 9 }).getState() }),
    mend: 'received a promise (await it)',
  },
  {
    slip: 'from: the state of an agent',
    run: async () => trainWith({ from: await makeAgent().getState() }),
    mend: 'load one that was saved from the same setup',
  },
  {
    slip: 'from: a path',
    run: () => trainWith({ from: 'run.safetensors' }),
    mend: 'from must be a state that training.getState() gave',
  },
  {
    slip: 'evaluate(agent, () => environment)',
    run: () => evaluate(makeAgent(), untyped(cartPole)),
    mend: 'Pass an instance',
  },
  {
    slip: 'evaluate(policy, environment)',
    run: () => evaluate(untyped(epsilonGreedy({ epsilon: 0 })), cartPole()),
    mend: 'needs an agent with the methods act and actAsync',
  },
  {
    slip: 'evaluate(…, { explore: 0.05 })',
    run: () => evaluate(makeAgent(), cartPole(), untyped({ explore: 0.05 })),
    mend: 'explore must be true or false',
  },
  {
    slip: "train: [4, 'step']",
    run: () => makeAgent({ train: [4, 'step'] }),
    mend: 'Write train: { everyEnvironmentSteps: 4, updates: 1 }',
  },
  {
    slip: 'replay: { capacity, prioritized: true }',
    run: () => makeAgent({ replay: { capacity: 99, prioritized: true } }),
    mend: 'write sampler: prioritized({ alpha, beta })',
  },
  {
    slip: 'replay: { capacity, alpha: 0.6 }',
    run: () => makeAgent({ replay: { capacity: 99, alpha: 0.6 } }),
    mend: 'write sampler: prioritized({ alpha, beta })',
  },
  {
    slip: 'replay: { capacity, batchSize: 32 }',
    run: () => makeAgent({ replay: { capacity: 99, batchSize: 32 } }),
    mend: 'write batchSize of the agent',
  },
  {
    slip: 'new ReplayBuffer(environment, 10_000)',
    run: () => new ReplayBuffer(untyped(cartPole())),
    mend: '{ environment, capacity } instead of the environment itself',
  },
  {
    slip: 'epsilonGreedy({ start: 1, end: 0.1, decay: 1_000 })',
    run: () => epsilonGreedy(untyped({ start: 1, end: 0.1, decay: 1_000 })),
    mend: 'write epsilon: linear({ from, to, over })',
  },
  {
    slip: 'mlp({ hidden: [64], dropout: 0.2 })',
    run: () => mlp(untyped({ hidden: [64], dropout: 0.2 })),
    mend: 'there is no such layer here',
  },
  {
    slip: 'mlp({ hidden: [64], batchNorm: true })',
    run: () => mlp(untyped({ hidden: [64], batchNorm: true })),
    mend: 'write layerNorm: true',
  },
  {
    slip: "mlp({ hidden: ['64'] })",
    run: () => mlp(untyped({ hidden: ['64'] })),
    mend: 'a whole number from 1 to 65536',
  },
  {
    slip: 'c51Head({ vMin: -10, vMax: 10, nAtoms: 51 })',
    run: () => c51Head(untyped({ vMin: -10, vMax: 10, nAtoms: 51 })),
    mend: 'write min',
  },
  {
    slip: 'new DQNAgent({ v_min: -10, v_max: 10 })',
    run: () => makeAgent({ v_min: -10, v_max: 10 }),
    mend: 'write head: c51Head({ min, max, atoms })',
  },
  {
    slip: 'c51Head(-10, 10, 51)',
    run: () => c51Head(untyped(-10)),
    mend: 'Write c51Head({ min: -10, max: 10 })',
  },
  {
    slip: 'quantileHead({ n_quantiles: 200 })',
    run: () => quantileHead(untyped({ n_quantiles: 200 })),
    mend: 'write quantiles',
  },
  {
    slip: 'iqnHead({ num_tau_samples: 8 })',
    run: () => iqnHead(untyped({ num_tau_samples: 8 })),
    mend: 'write fractions: { acting, online, target }',
  },
  {
    slip: 'head: "c51"',
    run: () => makeAgent({ head: 'c51' }),
    mend: 'head must be made by a function such as qHead()',
  },
  { slip: 'simd(true)', run: () => simd(untyped(true)), mend: 'Write simd()' },
  {
    slip: 'seed: "42"',
    run: () => makeAgent({ seed: '42' }),
    mend: 'a whole number from 0',
  },
  {
    slip: 'new Box({ …, dtype: Uint8Array })',
    run: () => new Box(untyped({ low: 0, high: 255, shape: [2], dtype: Uint8Array })),
    mend: "dtype must be 'float32' or 'uint8'",
  },
  {
    slip: 'actionSpace.sample() without a random stream',
    run: () => cartPole().actionSpace.sample(untyped(undefined)),
    mend: 'such as createRandom(1)',
  },
  {
    slip: 'observation_space and action_space',
    run: () =>
      new DQNAgent({
        environment: untyped({ observation_space: acrobot.observationSpace, action_space: 3 }),
      }),
    mend: 'an object with its observationSpace (a Box or a Discrete) and actionSpace (a Discrete)',
  },
  {
    slip: "environment.step('0')",
    run: () => {
      const environment = cartPole();
      environment.reset();
      environment.step(untyped('0'));
    },
    mend: 'needs 0 (push left) or 1 (push right)',
  },
  {
    slip: 'makeEnvironment(CartPole), the class',
    run: () => makeEnvironment(untyped(CartPole)),
    mend: 'known ids: Acrobot-v1',
  },
  {
    slip: "makeEnvironment('Pendulum-v1')",
    run: () => makeEnvironment(untyped('Pendulum-v1')),
    mend: "await GymnasiumEnvironment.create('Pendulum-v1')",
  },
  {
    slip: "makeEnvironment('CartPole-v1', 42)",
    run: () => makeEnvironment('CartPole-v1', untyped(42)),
    mend: 'needs an object of options (seed, maxEpisodeSteps)',
  },
  {
    slip: "GymnasiumEnvironment.create('CartPole-v1', { render_mode: 'rgb_array' })",
    run: () => GymnasiumEnvironment.create('CartPole-v1', untyped({ render_mode: 'rgb_array' })),
    mend: 'write render: true',
  },
  {
    slip: "new VectorEnvironment('CartPole-v1', 4)",
    run: () => new VectorEnvironment(untyped('CartPole-v1'), untyped(4)),
    mend: 'new VectorEnvironment(count, create): count must be a whole number',
  },
  {
    slip: "new VectorEnvironment(4, 'CartPole-v1')",
    run: () => new VectorEnvironment(4, untyped('CartPole-v1')),
    mend: "such as () => makeEnvironment('CartPole-v1')",
  },
  {
    slip: 'new FrameStack(environment, { num_stack: 4 })',
    run: () => new FrameStack(cartPole(), untyped({ num_stack: 4 })),
    mend: 'write frames',
  },
  {
    slip: "new RecordVideo(environment, './videos')",
    run: () => new RecordVideo(cartPole(), untyped('./videos')),
    mend: 'Write new RecordVideo(environment, { onVideo: videoFiles(folder) })',
  },
  {
    slip: "new RecordVideo(environment, { video_folder: './videos' })",
    run: () => new RecordVideo(cartPole(), untyped({ video_folder: './videos' })),
    mend: 'write onVideo: videoFiles(folder)',
  },
  {
    slip: 'new NormalizeObservation(environment, { training: false })',
    run: () => new NormalizeObservation(cartPole(), untyped({ training: false })),
    mend: 'write update',
  },
  {
    slip: 'new NormalizeReward(environment, 0.99)',
    run: () => new NormalizeReward(cartPole(), untyped(0.99)),
    mend: 'Write new NormalizeReward(environment, { discount: 0.99 })',
  },
  {
    slip: 'new TransformReward(environment, { func })',
    run: () => new TransformReward(cartPole(), untyped({ func: (reward: number) => reward })),
    mend: 'write transform',
  },
];
