import type { EngineFactory, WeightsName } from '../engines/engine.ts';
import type { EnvironmentSpaces } from '../protocol/environmentSpaces.ts';
import type { QHeadOptions } from '../heads/qHead.ts';
import type { Head } from '../heads/head.ts';
import type { NetworkSpec } from '../networks/spec.ts';
import type { OptimizerSpec } from '../optimizers/optimizer.ts';
import type { Policy } from '../policies/policy.ts';
import type { NetworkSource } from '../qnetwork/networkSource.ts';
import type { QNetwork } from '../qnetwork/qNetwork.ts';
import type { Replay } from '../replay/replay.ts';
import type { Augmentation } from '../regimes/augmentation.ts';
import type { RecyclingSpec, ResetsSpec } from '../regimes/resets.ts';
import type { Returns } from '../replay/returns.ts';
import type { SamplerSpec } from '../replay/sampler.ts';
import type { Schedule } from '../schedules/schedule.ts';
import type { AnnealedReturns } from './annealedReturns.ts';
import type { TargetUpdate, TrainRhythm } from './rhythmOptions.ts';

/**
 * Options of {@link DQNAgent}.
 *
 * @category Agents
 */
export interface DQNAgentOptions extends QHeadOptions {
  /** What the agent will act in; only its two spaces are read. */
  readonly environment: EnvironmentSpaces;
  /**
   * The architecture of the network; or where it comes from, as in
   * {@link QNetworkOptions}; or a ready network, which the agent takes over:
   * `agent.dispose()` disposes it. `head`, `optimizer`, `gradientClipNorm` and
   * `engine` are then its own.
   *
   * @default `mlp({ hidden: [64, 64] })`; for a `Discrete` observation space
   *   `embedding({ size: 32, hidden: [64] })`. Pictures (two sides of at least 36) have no
   *   default: say `natureCnn()`, `cnn(…)`, or `mlp(…)` if you mean it
   */
  readonly network?: NetworkSpec | NetworkSource | QNetwork;
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
   * @default `epsilonGreedy({ epsilon: linear({ from: 1, to: 0.05, over: 10_000 }) })`; for a network
   *   with noisy layers `greedy()`, as the noise explores
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
         * Which transitions are drawn, made by `uniform()`, `prioritized()` or `ranked()`.
         *
         * @default uniform()
         */
        readonly sampler?: SamplerSpec;
      };
  /**
   * How many rewards are summed before the value of the next state is
   * estimated (n-step returns): a whole number from 1 to 1,000. Rewards then
   * take effect sooner, at the price of sums that the actions of an older
   * policy had a part in.
   *
   * Or a schedule, which counts updates since the last of `resets`, or since the
   * start; it is rounded. A replay buffer of one's own sees to a number by itself,
   * and is passed what a schedule says with each `sample`.
   *
   * @default 1
   */
  readonly nStep?: number | Schedule;
  /**
   * γ, in `[0, 1]`: what a reward is worth one step later. A number, or a schedule
   * as for `nStep`.
   *
   * @default 0.99
   */
  readonly discount?: number | Schedule;
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
   * How actions that explore are chosen until learning starts: `'random'`, all
   * allowed ones alike, as in the paper; or `'policy'`, by `policy`, as later.
   * Learning starts when the replay buffer holds `learningStarts` transitions and a
   * batch, and has started in an agent that was loaded with updates made.
   *
   * @default 'random'
   */
  readonly beforeLearning?: 'random' | 'policy';
  /**
   * The rhythm of learning: so many updates after every so many environment
   * steps, or episodes; so many for each environment step, as
   * `{ replayRatio: 2 }`; or `'never'`.
   *
   * @default `{ everyEnvironmentSteps: 1, updates: 1 }`
   */
  readonly train?: TrainRhythm;
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
   * Which weights choose actions, in training, evaluation and every export: `'online'`, or
   * `'target'`. With `targetUpdate: { fraction }` those of the target are an average over the
   * last updates, and change less from one to the next. BBF acts so (Schwarzer et al. 2023,
   * https://arxiv.org/abs/2305.19452). A `QNetwork` that is handed in has this of its own.
   *
   * @default 'online'
   */
  readonly actingWeights?: WeightsName;
  /**
   * Resets of the network as training goes on, made by `shrinkAndPerturb()`.
   *
   * @default none
   */
  readonly resets?: ResetsSpec;
  /**
   * What makes dormant units of the network anew, made by `redo()`.
   *
   * @default none
   */
  readonly dormant?: RecyclingSpec;
  /**
   * What changes the observations of a batch before it is learned from, made by
   * `randomShifts()`.
   *
   * @default nothing
   */
  readonly augment?: Augmentation;
  /**
   * Decides everything random; a whole number from 0 to 2³² − 1.
   *
   * @default 0
   */
  readonly seed?: number;
  /**
   * What computes: `simd()`, the library's own kernels on the CPU, or `tfjs()` of
   * `deepq/tfjs`, on a backend of TensorFlow.js.
   *
   * @default simd()
   */
  readonly engine?: EngineFactory;
}

/**
 * {@link DQNAgentOptions} with every default filled in.
 *
 * @category Agents
 */
export interface ResolvedDQNAgentOptions {
  /** The two spaces that the agent is made for. */
  readonly environment: EnvironmentSpaces;
  /** The network, or what it was made from: a spec, or its source. */
  readonly network: NetworkSpec | NetworkSource | QNetwork;
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
        /** γ, and how many rewards are summed: `discount` and `nStep`, at the start. */
        readonly returns: Returns;
      };
  /** What of `discount` and `nStep` is a schedule; `null` where neither is. */
  readonly annealed: AnnealedReturns | null;
  /** Transitions in each update. */
  readonly batchSize: number;
  /** Transitions that the replay buffer must hold before the first update. */
  readonly learningStarts: number;
  /** How actions that explore are chosen until learning starts. */
  readonly beforeLearning: 'random' | 'policy';
  /** The rhythm of learning. */
  readonly train: TrainRhythm;
  /** When the target network is renewed. */
  readonly targetUpdate: TargetUpdate;
  /** Which weights choose actions, and are exported. */
  readonly actingWeights: WeightsName;
  /** What the outputs are and how they learn, made from `double`, `loss` and `huberDelta`. */
  readonly head: Head;
  /** Resets of the network; `null` for none. */
  readonly resets: ResetsSpec | null;
  /** What makes dormant units anew; `null` for nothing. */
  readonly dormant: RecyclingSpec | null;
  /** What changes the observations of a batch; `null` for nothing. */
  readonly augment: Augmentation | null;
  /** Decides everything random. */
  readonly seed: number;
  /** What makes the engine; `agent.engine` says what it runs on. */
  readonly engine: EngineFactory;
}
