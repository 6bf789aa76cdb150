import { simd } from '../../../src/engines/simd/simd.ts';
import {
  ActionRepeat,
  adamw,
  AtariPreprocessing,
  boltzmann,
  Box,
  ClipReward,
  cnn,
  Discrete,
  DQNAgent,
  embedding,
  EpisodicLife,
  epsilonGreedy,
  epsilonZGreedy,
  exponential,
  FireReset,
  FlattenObservation,
  FrameSkip,
  FrameStack,
  Grayscale,
  greedy,
  linear,
  mlp,
  NoopReset,
  NormalizeObservation,
  NormalizeReward,
  OneHot,
  prioritized,
  randomShifts,
  RecordEpisodeStatistics,
  RecordVideo,
  redo,
  RescaleObservation,
  ResizeObservation,
  shrinkAndPerturb,
  StickyActions,
  TimeAwareObservation,
  TimeLimit,
  TransformObservation,
  TransformReward,
  VectorEnvironment,
  type DQNAgentOptions,
  type Environment,
  type EnvironmentGroup,
  type Observation,
  type ObservationSpace,
  type State,
  type StepResult,
} from '../../../src/index.ts';
import { CartPole } from '../../../src/environments/cartPole/cartPole.ts';
import { makeEnvironment } from '../../../src/environments.ts';

/** A training that can be made again, in the same process or another one. */
export interface World {
  readonly name: string;
  environment(): Environment | EnvironmentGroup;
  readonly agent?: Partial<DQNAgentOptions>;
  readonly evaluation?: () => Environment;
}

type Pole = Environment<Float32Array>;

/** A cart pole that is seen otherwise. */
function seen<O extends Observation>(
  observationSpace: ObservationSpace,
  look: (observation: Float32Array) => O,
): Environment<O> {
  const pole = new CartPole();
  const report = <R extends { readonly observation: Float32Array }>(result: R) => ({
    ...result,
    observation: look(result.observation),
    info: { lives: 1 + Math.ceil(20 * Math.abs(0.2 - Math.abs(result.observation[2]!))) },
  });
  return {
    observationSpace,
    actionSpace: pole.actionSpace,
    reset: (options) => report(pole.reset(options)),
    step: (action): StepResult<O> => report(pole.step(action)),
    getState: () => pole.getState(),
    setState: (state: State) => {
      pole.setState(state);
    },
    render: () => ({ width: 1, height: 1, data: new Uint8ClampedArray(4) }),
  };
}

const positions = new Box({ low: [-4.8, -0.42], high: [4.8, 0.42] });
const pole = (): Pole => new TimeLimit(new CartPole(), { maxEpisodeSteps: 14 });
const whole = (): Pole => seen(new CartPole().observationSpace, (observation) => observation);
const numbers = (): Environment<number> =>
  seen(new Discrete(50), ([x]) => Math.floor(5e4 * (x! + 5)) % 50);
const pictures = (): Environment<Uint8Array> =>
  seen(new Box({ low: 0, high: 255, shape: [4, 4, 3], dtype: 'uint8' }), (observation) =>
    Uint8Array.from({ length: 48 }, (_, index) => 1e4 * observation[index % 4]!),
  );

const gray = (): Environment<Uint8Array> =>
  seen(new Box({ low: 0, high: 255, shape: [4, 4], dtype: 'uint8' }), (observation) =>
    Uint8Array.from({ length: 16 }, (_, index) => 1e4 * observation[index % 4]!),
  );

const wrappers: readonly [string, () => Environment][] = [
  ['ActionRepeat', () => new ActionRepeat(pole(), { repeat: 2 })],
  [
    'AtariPreprocessing',
    () =>
      new AtariPreprocessing(pictures(), {
        ...{ noopMax: 0, frameSkip: 3, size: 2, frameStack: 2, clipReward: { max: 2 } },
      }),
  ],
  ['ClipReward', () => new ClipReward(pole(), { to: { max: 0.5 } })],
  ['EpisodicLife', () => new EpisodicLife(whole())],
  ['FireReset', () => new FireReset(pole(), { actions: [1, 0] })],
  ['FlattenObservation', () => new FlattenObservation(pole())],
  ['FrameSkip', () => new FrameSkip(pole(), { skip: { from: 1, to: 3 }, maxOfLastTwo: true })],
  ['FrameStack', () => new FrameStack(pole(), { frames: 3 })],
  ['Grayscale', () => new Grayscale(pictures())],
  ['NoopReset', () => new NoopReset(pole(), { max: 4 })],
  ['NormalizeObservation', () => new NormalizeObservation(pole())],
  ['NormalizeReward', () => new NormalizeReward(pole())],
  ['OneHot', () => new OneHot(numbers())],
  ['RecordEpisodeStatistics', () => new RecordEpisodeStatistics(pole())],
  ['RecordVideo', () => new RecordVideo(whole(), { episodes: 1, onVideo: () => undefined })],
  [
    'RescaleObservation',
    () => new RescaleObservation(seen(positions, ([x, , angle]) => Float32Array.of(x!, angle!))),
  ],
  ['ResizeObservation', () => new ResizeObservation(pictures(), { size: [2, 3] })],
  ['StickyActions', () => new StickyActions(pole())],
  ['TimeAwareObservation', () => new TimeAwareObservation(pole())],
  ['TimeLimit', pole],
  [
    'TransformObservation',
    () =>
      new TransformObservation(pole(), {
        observationSpace: positions,
        transform: ([x, , angle]) => Float32Array.of(x!, angle!),
      }),
  ],
  ['TransformReward', () => new TransformReward(pole(), { transform: (x) => 2 * x - 1 })],
];

const policies = {
  epsilonGreedy: epsilonGreedy({ epsilon: linear({ from: 0.8, to: 0.1, over: 50 }) }),
  boltzmann: boltzmann({ temperature: 0.5 }),
  epsilonZGreedy: epsilonZGreedy({ epsilon: 0.3, exponent: 1.3 }),
  greedy: greedy(),
};

const states = embedding({ size: 4, hidden: [4] });

export const worlds: readonly World[] = [
  ...wrappers.map(([name, environment]) => ({ name, environment })),
  ...Object.entries(policies).map(([name, policy]) => ({
    name,
    environment: pole,
    agent: { policy, beforeLearning: 'policy' as const },
  })),
  {
    name: 'epsilonZGreedy in a group, three rewards at a time',
    environment: () => new VectorEnvironment(3, pole),
    agent: {
      policy: policies.epsilonZGreedy,
      nStep: 3,
      train: { everyEnvironmentSteps: 5, updates: 3 },
    },
  },
  {
    name: 'a group of stacks',
    environment: () => new VectorEnvironment(2, () => new FrameStack(pictures(), { frames: 2 })),
    agent: { replay: { capacity: 30, frames: 2 } },
  },
  {
    name: 'masks and states',
    environment: () => makeEnvironment('Taxi-v3', { maxEpisodeSteps: 9 }),
    agent: { targetUpdate: { everyEpisodes: 2 }, network: states },
  },
  {
    name: 'a group of masks',
    environment: () =>
      new VectorEnvironment(2, () => makeEnvironment('Taxi-v3', { maxEpisodeSteps: 9 })),
    agent: { train: { everyEpisodes: 1, updates: 4 }, network: states },
  },
  {
    name: 'annealed returns, resets, dormant units and a replay ratio',
    environment: pole,
    agent: {
      nStep: exponential({ from: 4, to: 1, over: 20 }),
      discount: linear({ from: 0.9, to: 0.99, over: 20 }),
      resets: shrinkAndPerturb({ everyEnvironmentSteps: 17, until: 60, torso: 0.3 }),
      dormant: redo({ everyUpdates: 9, threshold: 0.6 }),
      train: { replayRatio: 0.75 },
      optimizer: adamw({ learningRate: 1e-2, weightDecay: 0.1 }),
      network: mlp({ hidden: [6], dueling: [5], noisy: {} }),
    },
  },
  {
    name: 'moved pictures of a group, with resets',
    environment: () => new VectorEnvironment(2, () => new FrameStack(gray(), { frames: 2 })),
    agent: {
      augment: randomShifts({ pixels: 2 }),
      resets: shrinkAndPerturb({ everyEnvironmentSteps: 20 }),
      dormant: redo({ everyUpdates: 5, threshold: 0.3 }),
      train: { replayRatio: 1.5 },
      network: cnn({ convolutions: [{ filters: 3, kernelSize: 2 }], hidden: [4] }),
      replay: { capacity: 30, frames: 2, sampler: prioritized() },
    },
  },
  {
    name: 'evaluations in an environment that changes with them',
    environment: pole,
    agent: { targetUpdate: { fraction: 0.1 } },
    evaluation: () => new NormalizeObservation(pole()),
  },
];

/** A small agent for a world. */
export function makeAgent(world: World, environment: Environment | EnvironmentGroup): DQNAgent {
  return new DQNAgent({
    environment,
    network: mlp({ hidden: [6] }),
    replay: { capacity: 40 },
    batchSize: 4,
    learningStarts: 12,
    targetUpdate: { everyUpdates: 7 },
    policy: policies.epsilonGreedy,
    engine: simd({ relaxed: false }),
    seed: 3,
    ...world.agent,
  });
}
