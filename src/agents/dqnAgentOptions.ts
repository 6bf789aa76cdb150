import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { EngineChoice } from '../engines/createEngine.ts';
import type { EnvironmentSpaces } from '../protocol/environmentSpaces.ts';
import { OptionsError } from '../errors.ts';
import { qHead, type QHeadOptions } from '../heads/qHead.ts';
import type { Head } from '../heads/head.ts';
import { embedding } from '../networks/embedding.ts';
import { mlp } from '../networks/mlp.ts';
import type { NetworkSpec } from '../networks/spec.ts';
import { adam, type OptimizerSpec } from '../optimizers/optimizer.ts';
import { epsilonGreedy } from '../policies/epsilonGreedy.ts';
import type { Policy } from '../policies/policy.ts';
import type { Replay } from '../replay/replay.ts';
import { DEFAULT_DISCOUNT, type Returns } from '../replay/returns.ts';
import type { SamplerSpec } from '../replay/sampler.ts';
import { uniform } from '../replay/samplers/uniform.ts';
import { linear } from '../schedules/linear.ts';
import {
  rejectUnknownOptions,
  requireInteger,
  requireNumber,
  requireSeed,
  show,
} from '../validation/options.ts';
import { requireSpaces } from '../protocol/requireSpaces.ts';

/**
 * When the target network is renewed: exactly one of the three.
 *
 * @category Agents
 */
export type TargetUpdate =
  | {
      /** Copied each time that so many transitions were observed; at least 1. */
      readonly everyEnvironmentSteps: number;
    }
  | {
      /** Copied each time that so many updates were made; at least 1. */
      readonly everyUpdates: number;
    }
  | {
      /** Moved at every update by this fraction τ, in `(0, 1]`. */
      readonly fraction: number;
    };

/**
 * Options of {@link DQNAgent}.
 *
 * @category Agents
 */
export interface DQNAgentOptions extends QHeadOptions {
  /** What the agent will act in; only its two spaces are read. */
  readonly environment: EnvironmentSpaces;
  /**
   * The architecture of the network; or a TensorFlow.js model, as in
   * {@link QNetworkOptions}.
   *
   * @default `mlp({ hidden: [64, 64] })`; for a `Discrete` observation space
   *   `embedding({ size: 32, hidden: [64] })`
   */
  readonly network?: NetworkSpec | LayersModel;
  /**
   * How gradients become weights. A schedule of its learning rate counts
   * updates.
   *
   * @default `adam({ learningRate: 1e-3 })`
   */
  readonly optimizer?: OptimizerSpec;
  /**
   * The global norm above which the gradient is scaled down: a number above
   * 0, or `null` for no limit.
   *
   * @default 10
   */
  readonly gradientClipNorm?: number | null;
  /**
   * How actions are chosen during training. Its schedules count environment
   * steps.
   *
   * @default `epsilonGreedy({ epsilon: linear({ from: 1, to: 0.05, over: 10_000 }) })`
   */
  readonly policy?: Policy;
  /**
   * A replay buffer, or what one is made from.
   *
   * @default `{ capacity: 50_000, frames: 'auto', sampler: uniform() }`
   */
  readonly replay?:
    | Replay
    | {
        /** The most transitions that are kept, from 1 to 2³¹ − 1. */
        readonly capacity: number;
        /**
         * How many frames an observation is a stack of, each of which is then
         * kept once; see {@link ReplayBufferOptions}.
         *
         * @default 'auto'
         */
        readonly frames?: number | 'auto';
        /**
         * Which transitions are drawn, made by `uniform()` or `prioritized()`.
         *
         * @default uniform()
         */
        readonly sampler?: SamplerSpec;
      };
  /**
   * How many rewards are summed before the value of the next state is
   * estimated (n-step returns): a whole number from 1 to 1,000. Rewards then
   * take effect sooner, at the price of sums that the actions of an older
   * policy had a part in. A replay buffer of one's own sees to it by itself.
   *
   * @default 1
   */
  readonly nStep?: number;
  /**
   * γ, in `[0, 1]`: what a reward is worth one step later.
   *
   * @default 0.99
   */
  readonly discount?: number;
  /**
   * Transitions in each update: a whole number from 1 to the capacity.
   *
   * @default 32
   */
  readonly batchSize?: number;
  /**
   * Transitions that the replay buffer must hold before the first update: a
   * whole number from 0 to the capacity. A batch is waited for in any case.
   *
   * @default 1_000
   */
  readonly learningStarts?: number;
  /**
   * The rhythm of learning: after every so many environment steps, so many
   * updates.
   *
   * @default `{ everyEnvironmentSteps: 1, updates: 1 }`
   */
  readonly train?: {
    /** The period, in observed transitions: a whole number of at least 1. */
    readonly everyEnvironmentSteps: number;
    /** How many updates fall due each time: a whole number of at least 1. */
    readonly updates: number;
  };
  /**
   * What the network's outputs are and how they learn, instead of `qHead`, which
   * takes the options `double`, `loss` and `huberDelta`.
   *
   * @default `qHead({ double, loss, huberDelta })`
   */
  readonly head?: Head;
  /**
   * When the target network is renewed.
   *
   * @default `{ everyUpdates: 500 }`
   */
  readonly targetUpdate?: TargetUpdate;
  /**
   * Decides everything random; a whole number from 0 to 2³² − 1.
   *
   * @default 0
   */
  readonly seed?: number;
  /**
   * What computes: `'simd'` (the library's own kernels, fastest on a CPU, for
   * dense layers and embeddings), `'tfjs'`, or `'auto'`, which chooses.
   *
   * @default 'auto'
   */
  readonly engine?: EngineChoice;
  /**
   * Whether the simd engine may fuse multiplication and addition where the
   * host has WebAssembly with relaxed SIMD: faster, but rounded differently.
   * `false` gives the same bits on every host.
   *
   * @default true
   */
  readonly relaxedSimd?: boolean;
}

/**
 * {@link DQNAgentOptions} with every default filled in.
 *
 * @category Agents
 */
export interface ResolvedDQNAgentOptions {
  /** The two spaces that the agent is made for. */
  readonly environment: EnvironmentSpaces;
  /** What the network was made from: a spec, or a TensorFlow.js model. */
  readonly network: NetworkSpec | LayersModel;
  /** How gradients become weights. */
  readonly optimizer: OptimizerSpec;
  /** The global norm above which the gradient is scaled down; `null` for no limit. */
  readonly gradientClipNorm: number | null;
  /** How actions are chosen during training. */
  readonly policy: Policy;
  /** The replay buffer, or what the agent made one from. */
  readonly replay:
    | Replay
    | {
        /** The most transitions that are kept, from 1 to 2³¹ − 1. */
        readonly capacity: number;
        /** How many frames an observation is a stack of; `replay.frames` says what `'auto'` chose. */
        readonly frames: number | 'auto';
        /** Which transitions are drawn. */
        readonly sampler: SamplerSpec;
        /** γ, and how many rewards are summed: `discount` and `nStep`. */
        readonly returns: Returns;
      };
  /** Transitions in each update. */
  readonly batchSize: number;
  /** Transitions that the replay buffer must hold before the first update. */
  readonly learningStarts: number;
  /** The rhythm of learning. */
  readonly train: {
    /** The period, in observed transitions: a whole number of at least 1. */
    readonly everyEnvironmentSteps: number;
    /** How many updates fall due each time: a whole number of at least 1. */
    readonly updates: number;
  };
  /** When the target network is renewed. */
  readonly targetUpdate: TargetUpdate;
  /** What the outputs are and how they learn, made from `double`, `loss` and `huberDelta`. */
  readonly head: Head;
  /** Decides everything random. */
  readonly seed: number;
  /** What was asked to compute; `agent.engine` says what does. */
  readonly engine: EngineChoice;
  /** Whether multiplication and addition may be fused. */
  readonly relaxedSimd: boolean;
}

const known = [
  'environment',
  'network',
  'optimizer',
  'gradientClipNorm',
  'policy',
  'replay',
  'nStep',
  'batchSize',
  'learningStarts',
  'train',
  'targetUpdate',
  'discount',
  'double',
  'loss',
  'huberDelta',
  'head',
  'seed',
  'engine',
  'relaxedSimd',
] as const satisfies readonly (keyof DQNAgentOptions)[];

const hints: Readonly<Record<string, string>> = {
  gamma: 'discount',
  learningRate: 'optimizer: adam({ learningRate })',
  lr: 'optimizer: adam({ learningRate })',
  epsilon: 'policy: epsilonGreedy({ epsilon })',
  bufferSize: 'replay: { capacity }',
  capacity: 'replay: { capacity }',
  hidden: 'network: mlp({ hidden })',
  doubleDQN: 'double',
  tau: 'targetUpdate: { fraction }',
  trainEvery: 'train: { everyEnvironmentSteps, updates }',
  // An environment itself was passed.
  observationSpace: '{ environment } instead of the environment itself',
  maxEpisodeSteps: '{ environment } instead of the environment itself',
};

/** Fills in the defaults and checks what no other part checks. */
export function resolveOptions(options: DQNAgentOptions): ResolvedDQNAgentOptions {
  rejectUnknownOptions('DQNAgent', options, known, hints);
  const { discount, double, loss, huberDelta, head, replay, nStep, ...rest } = options;
  const headOptions = definedOnly({ double, loss, huberDelta }) as QHeadOptions;
  if (head && Object.keys(headOptions).length > 0) {
    throw new OptionsError(
      `head and ${Object.keys(headOptions).join(', ')} exclude each other; ` +
        'give these options to the head, or leave head out.',
    );
  }
  const environment = requireSpaces('DQNAgent', options.environment);
  const resolved: ResolvedDQNAgentOptions = {
    network: defaultNetwork(environment),
    optimizer: adam({ learningRate: 1e-3 }),
    gradientClipNorm: 10,
    policy: epsilonGreedy({ epsilon: linear({ from: 1, to: 0.05, over: 10_000 }) }),
    batchSize: 32,
    learningStarts: 1_000,
    train: { everyEnvironmentSteps: 1, updates: 1 },
    targetUpdate: { everyUpdates: 500 },
    seed: 0,
    engine: 'auto',
    relaxedSimd: true,
    ...definedOnly(rest),
    replay: resolveReplay(replay, { discount, nStep }),
    environment,
    head: head ?? qHead(headOptions),
  };
  check(resolved);
  // Copies: what the caller does to its objects later changes nothing here.
  const { train, targetUpdate } = resolved;
  return { ...resolved, train: { ...train }, targetUpdate: { ...targetUpdate } };
}

function defaultNetwork({ observationSpace }: EnvironmentSpaces): NetworkSpec {
  return observationSpace.kind === 'box'
    ? mlp({ hidden: [64, 64] })
    : embedding({ size: 32, hidden: [64] });
}

/** An option that is given as undefined takes its default. */
function definedOnly<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as Partial<T>;
}

function check(resolved: ResolvedDQNAgentOptions): void {
  const { batchSize, learningStarts, train, targetUpdate, replay } = resolved;
  const positive = { min: 1 };
  requirePolicy(resolved.policy);
  requireInteger('replay.capacity', replay.capacity, positive);
  requireInteger('batchSize', batchSize, positive);
  requireInteger('learningStarts', learningStarts, { min: 0 });
  requireSeed(resolved.seed);
  for (const [name, count] of Object.entries({ batchSize, learningStarts })) {
    if (count > replay.capacity) {
      throw new OptionsError(
        `${name} (${count}) must not exceed replay.capacity (${replay.capacity}); ` +
          `raise capacity or lower ${name}.`,
      );
    }
  }
  rejectUnknownOptions('train', train, ['everyEnvironmentSteps', 'updates']);
  requireInteger('train.everyEnvironmentSteps', train.everyEnvironmentSteps, positive);
  requireInteger('train.updates', train.updates, positive);
  checkTargetUpdate(targetUpdate);
}

function requirePolicy(policy: Policy): void {
  const { select, exploration } = (policy as Partial<Policy> | null) ?? {};
  if (typeof select === 'function' && typeof exploration === 'function') return;
  throw new OptionsError(
    'policy must have the methods select and exploration, as those made by epsilonGreedy({ epsilon }), ' +
      `boltzmann({ temperature }) and greedy() do; received ${show(policy)}.`,
  );
}

function isReplay(replay: unknown): replay is Replay {
  const { sample, add } = (replay as Partial<Replay> | null | undefined) ?? {};
  return typeof sample === 'function' && typeof add === 'function';
}

/** What the agent says of returns goes to the replay buffer, whose batches carry the discounts. */
function resolveReplay(
  replay: DQNAgentOptions['replay'] = { capacity: 50_000 },
  given: { readonly discount: number | undefined; readonly nStep: number | undefined },
): ResolvedDQNAgentOptions['replay'] {
  if (isReplay(replay)) {
    const names = Object.keys(definedOnly(given));
    if (names.length === 0) return replay;
    throw new OptionsError(
      `${names.join(' and ')} and a replay buffer of your own exclude each other, as its batches carry ` +
        `the discounts; leave ${names.length > 1 ? 'them' : 'it'} out, and give the replay buffer ` +
        'returns: { steps, discount }.',
    );
  }
  rejectUnknownOptions('replay (unless it is a replay buffer)', replay, [
    'capacity',
    'frames',
    'sampler',
  ]);
  const { capacity, frames = 'auto', sampler = uniform() } = replay as ReplayDescription;
  const { discount = DEFAULT_DISCOUNT, nStep = 1 } = given;
  const returns = {
    steps: requireInteger('nStep', nStep, { min: 1, max: 1_000 }),
    discount: requireNumber('discount', discount, { min: 0, max: 1 }),
  };
  return { capacity, frames, sampler, returns };
}

type ReplayDescription = Exclude<NonNullable<DQNAgentOptions['replay']>, Replay>;

function checkTargetUpdate(targetUpdate: TargetUpdate): void {
  rejectUnknownOptions('targetUpdate', targetUpdate, [
    'everyEnvironmentSteps',
    'everyUpdates',
    'fraction',
  ]);
  const entries = Object.entries<number>(definedOnly({ ...targetUpdate }) as TargetUpdate);
  const [entry] = entries;
  if (!entry || entries.length !== 1) {
    throw new OptionsError(
      'targetUpdate needs exactly one of everyEnvironmentSteps, everyUpdates and fraction; ' +
        `received ${entries.length === 0 ? 'none' : entries.map(([name]) => name).join(' and ')}.`,
    );
  }
  const [name, value] = entry;
  if (name === 'fraction') {
    requireNumber('targetUpdate.fraction', value, { min: 0, max: 1, exclusiveMin: true });
  } else {
    requireInteger(`targetUpdate.${name}`, value, { min: 1 });
  }
}
