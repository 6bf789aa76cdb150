/**
 * The core: agents, networks, replay, policies, schedules and the training
 * loop. It runs in Node and in the browser and needs no other package. The engine
 * on TensorFlow.js, and models in and out, are in `deepq/tfjs`.
 *
 * Begin with {@link DQNAgent} and {@link train}; {@link evaluate} plays
 * without learning. {@link QNetwork}, {@link ReplayBuffer},
 * {@link qHead} and {@link epsilonGreedy} are the parts for a loop of your own.
 *
 * @module deepq
 */
export { type ActManyOptions, type ActOptions, type Actor, type Agent } from './agents/agent.ts';
export { agentParts } from './agents/agentParts.ts';
export { type CheckpointParts } from './agents/checkpointParts.ts';
export { DQNAgent } from './agents/dqnAgent.ts';
export { type AnnealedReturns } from './agents/annealedReturns.ts';
export { type DQNAgentOptions, type ResolvedDQNAgentOptions } from './agents/dqnAgentOptions.ts';
export { describeAgent } from './agents/describeAgent.ts';
export {
  makeAgent,
  restoreAgent,
  type PartMaker,
  type RestoreOptions,
} from './agents/restoreAgent.ts';
export { type TargetUpdate, type TrainRhythm } from './agents/rhythmOptions.ts';
export { decodeCheckpoint, encodeCheckpoint, type Checkpoint } from './state/encode.ts';
export { memoryStore } from './state/memoryStore.ts';
export { loadCheckpoint, saveCheckpoint } from './state/saved.ts';
export { type CheckpointSource } from './state/source.ts';
export { type State, type StateArray, type StateTensor, type StateValue } from './state/state.ts';
export { setStateOf, takeOverAll, type Stateful } from './state/stateful.ts';
export { StateReader } from './state/stateReader.ts';
export {
  type CheckpointReader,
  type CheckpointStore,
  type CheckpointWriter,
} from './state/store.ts';
export {
  TensorInParts,
  type StateArrayType,
  type TensorInPartsOptions,
} from './state/tensorInParts.ts';
export {
  type DeviceUpdate,
  type Draws,
  type Engine,
  type EngineFactory,
  type EngineOptions,
  type EngineState,
  type LateResult,
  type Readback,
  type TrainingPass,
  type UpdateDraws,
  type WeightsName,
} from './engines/engine.ts';
export { exportOnnx } from './deployment/exportOnnx.ts';
export { exportPolicy, type ExportPolicyOptions } from './deployment/exportPolicy.ts';
export { policyAgreement, type PolicyAgreement } from './deployment/policyAgreement.ts';
export { type PolicySource } from './deployment/sourceOf.ts';
export { simd, type SimdOptions } from './engines/simd/simd.ts';
export { checkEnvironment, type CheckEnvironmentOptions } from './conformance/checkEnvironment.ts';
export { type ActionMask } from './protocol/actionMask.ts';
export {
  type AsyncEnvironment,
  type Environment,
  type Info,
  type ResetOptions,
  type ResetResult,
  type RgbaImage,
  type StepResult,
} from './protocol/environment.ts';
export { type EnvironmentSpaces } from './protocol/environmentSpaces.ts';
export {
  BackendError,
  CheckpointError,
  DeepQError,
  DivergenceError,
  EnvironmentError,
  OptionsError,
  ShapeError,
  UsageError,
  ValueError,
  WorkerError,
} from './errors.ts';
export { c51Head, type C51HeadOptions } from './heads/c51Head.ts';
export { cql, type CqlOptions } from './heads/cql.ts';
export {
  createHeadResult,
  type FractionCounts,
  type Head,
  type HeadInput,
  type HeadResult,
} from './heads/head.ts';
export { hlGaussHead, type HlGaussHeadOptions } from './heads/hlGaussHead.ts';
export { iqnHead, type IqnHeadOptions } from './heads/iqnHead.ts';
export { largeMargin, type LargeMarginOptions } from './heads/largeMargin.ts';
export { huberLoss, squaredLoss, type Loss, type LossOptions } from './heads/losses.ts';
export { type MunchausenOptions } from './heads/munchausen.ts';
export { munchausenHead, type MunchausenHeadOptions } from './heads/munchausenHead.ts';
export { fromPlainError, toPlainError, type PlainError } from './plainErrors.ts';
export { qHead, type QHeadOptions } from './heads/qHead.ts';
export { quantileHead, type QuantileHeadOptions } from './heads/quantileHead.ts';
export { type ReturnDistribution } from './heads/returnDistribution.ts';
export { cvar, type Risk } from './heads/risk.ts';
export { discountFactors, doubleQTargets, qTargets } from './heads/targets.ts';
export * from './pictures/exports.ts';
export {
  type Architecture,
  type ModelArchitecture,
  type ModelLayerInfo,
  type NetworkShape,
  type ParameterInfo,
} from './networks/architecture.ts';
export { type Activation } from './networks/activation.ts';
export { type ChannelOrder } from './networks/channels.ts';
export { cnn, type CnnOptions, type ConvOptions, type PoolingOptions } from './networks/cnn.ts';
export { embedding, type EmbeddingOptions } from './networks/embedding.ts';
export {
  dataEfficientCnn,
  dqnNips2013Cnn,
  natureCnn,
  type KnownCnnOptions,
} from './networks/knownCnns.ts';
export * as initializers from './networks/initializers/index.ts';
export {
  type Initializer,
  type LayerInitializers,
  type NetworkInitializers,
} from './networks/initializers/initializer.ts';
export { averagePool } from './networks/layers/averagePool.ts';
export { type AveragePoolLayer, type AveragePoolSpec } from './networks/layers/averagePool.ts';
export { conv, type ConvLayerOptions, type KernelOptions } from './networks/layers/conv.ts';
export { type ConvLayer, type ConvSpec } from './networks/layers/conv.ts';
export { dense, type DenseOptions } from './networks/layers/dense.ts';
export { type DenseLayer, type DenseSpec } from './networks/layers/dense.ts';
export { embeddingTable, type EmbeddingTableOptions } from './networks/layers/embedding.ts';
export { type EmbeddingLayer, type EmbeddingSpec } from './networks/layers/embedding.ts';
export {
  fractionEmbedding,
  type FractionEmbeddingLayer,
  type FractionEmbeddingOptions,
  type FractionEmbeddingSpec,
} from './networks/layers/fractionEmbedding.ts';
export { layerNorm, type LayerNormOptions } from './networks/layers/layerNorm.ts';
export { type LayerNormLayer, type LayerNormSpec } from './networks/layers/layerNorm.ts';
export { maxPool } from './networks/layers/maxPool.ts';
export { type MaxPoolLayer, type MaxPoolSpec } from './networks/layers/maxPool.ts';
export { type NoisyParts } from './networks/layers/noisy.ts';
export { type NoisyOptions, type NoisySpec } from './networks/layers/noisySpec.ts';
export { type PoolLayer, type PoolOptions, type PoolSpec } from './networks/layers/pooling.ts';
export { flatten, reshape, type ReshapeOptions } from './networks/layers/reshape.ts';
export { type ReshapeLayer, type ReshapeSpec } from './networks/layers/reshape.ts';
export { type Layer, type LayerSpec } from './networks/layers/table.ts';
export { type ImageShape } from './networks/layers/windows.ts';
export { mlp, type MlpOptions } from './networks/mlp.ts';
export { drawNoise } from './networks/noise.ts';
export { network, type NetworkOptions } from './networks/network.ts';
export { type NetworkSource, type ResolvedNetwork } from './qnetwork/networkSource.ts';
export { type NetworkReset } from './qnetwork/networkReset.ts';
export { QNetwork } from './qnetwork/qNetwork.ts';
export { type QNetworkOptions } from './qnetwork/qNetworkOptions.ts';
export { type NetworkSpec } from './networks/spec.ts';
export { type UpdateResult } from './qnetwork/update.ts';
export { type WeightTensors } from './networks/weightTensors.ts';
export * from './offline/exports.ts';
export { adamw, type AdamwSpec } from './optimizers/adamw.ts';
export { type LearningRate } from './optimizers/learningRate.ts';
export {
  adam,
  rmsprop,
  sgd,
  type AdamSpec,
  type OptimizerSpec,
  type RmspropSpec,
  type SgdSpec,
} from './optimizers/optimizer.ts';
export { radam, type RadamSpec } from './optimizers/radam.ts';
export { boltzmann, type BoltzmannOptions } from './policies/boltzmann.ts';
export { epsilonGreedy, type EpsilonGreedyOptions } from './policies/epsilonGreedy.ts';
export { epsilonZGreedy, type EpsilonZGreedyOptions } from './policies/epsilonZGreedy.ts';
export { greedy } from './policies/greedy.ts';
export {
  type ActionValues,
  type Exploration,
  type Policy,
  type PolicyContext,
} from './policies/policy.ts';
export {
  dataEfficientRainbow,
  type DataEfficientRainbowOptions,
} from './presets/dataEfficientRainbow.ts';
export {
  type AgentPreset,
  type PresetExploration,
  type PresetObservations,
  type ValueRange,
} from './presets/familyOptions.ts';
export { munchausenIqn, type MunchausenIqnOptions } from './presets/munchausenIqn.ts';
export { rainbow, type RainbowOptions } from './presets/rainbow.ts';
export { resettingRainbow, type ResettingRainbowOptions } from './presets/resettingRainbow.ts';
export { createRandom } from './random/createRandom.ts';
export { type Random, type RandomState } from './random/random.ts';
export { type Batch, type ObservationBatch, type SampledBatch } from './replay/batch.ts';
export {
  type Augmentation,
  type AugmentationContext,
  type Augmenter,
} from './regimes/augmentation.ts';
export { randomShifts, type RandomShiftsOptions } from './regimes/randomShifts.ts';
export { redo, type RedoOptions } from './regimes/redo.ts';
export {
  type Recycling,
  type RecyclingSpec,
  type ResetContext,
  type ResetOutcome,
  type Resets,
  type ResetsSpec,
} from './regimes/resets.ts';
export { shrinkAndPerturb, type ShrinkAndPerturbOptions } from './regimes/shrinkAndPerturb.ts';
export { type FrameRows, type FrameSource } from './replay/frameRows.ts';
export { type Replay } from './replay/replay.ts';
export { ReplayBuffer } from './replay/replayBuffer.ts';
export { type ReplayBufferOptions } from './replay/replayBufferOptions.ts';
export { type Returns, type ReturnsOptions } from './replay/returns.ts';
export {
  type Sampler,
  type SamplerContext,
  type SamplerSpec,
  type SlotDraw,
} from './replay/sampler.ts';
export {
  demonstrationBonus,
  type DemonstrationBonusOptions,
} from './replay/samplers/demonstrationBonus.ts';
export { prioritized, type PrioritizedOptions } from './replay/samplers/prioritized.ts';
export { ranked, type RankedOptions } from './replay/samplers/ranked.ts';
export { uniform } from './replay/samplers/uniform.ts';
export { type Transition } from './protocol/transition.ts';
export * from './runs/exports.ts';
export { constant } from './schedules/constant.ts';
export { cosine } from './schedules/cosine.ts';
export { exponential, type FactorOptions } from './schedules/exponential.ts';
export { linear } from './schedules/linear.ts';
export { piecewise, type PiecewiseOptions } from './schedules/piecewise.ts';
export { polynomial, type PolynomialOptions } from './schedules/polynomial.ts';
export { type RampOptions } from './schedules/ramp.ts';
export { type Schedule } from './schedules/schedule.ts';
export { Box, type BoxDtype, type BoxOptions } from './spaces/box.ts';
export { Discrete } from './spaces/discrete.ts';
export { type Observation, type ObservationSpace } from './spaces/space.ts';
export { consume } from './training/consume.ts';
export { type Consumer } from './training/consumer.ts';
export { type EndedEpisode } from './training/episodeTally.ts';
export { evaluate, type EvaluateOptions } from './training/evaluate.ts';
export {
  patience,
  threshold,
  type PatienceOptions,
  type ThresholdOptions,
} from './training/evaluationRules.ts';
export {
  type CheckpointEvent,
  type EndEvent,
  type EpisodeEvent,
  type Evaluation,
  type EvaluationEvent,
  type ResetEvent,
  type StepsEvent,
  type TrainingEvent,
  type UpdatesEvent,
  type WarningEvent,
} from './training/events.ts';
export { type ExperienceSource } from './training/experienceSource.ts';
export { keepBest } from './training/keepBest.ts';
export { type Lanes } from './training/lanes.ts';
export { train } from './training/train.ts';
export { type Training } from './training/training.ts';
export type { EvaluationEpisodes } from './training/evaluationEpisodes.ts';
export { type Trainable, type TrainOptions } from './training/trainOptions.ts';
export { PacedEnvironment, type PacedEnvironmentOptions } from './live/pacedEnvironment.ts';
export { type RealTime } from './live/realTime.ts';
export { watch } from './live/watch.ts';
export { type WatchedEpisode, type WatchFrame } from './live/watchFrame.ts';
export { type WatchOptions } from './live/watchOptions.ts';
export { type CurrentState, type UpcomingStep } from './training/upcomingStep.ts';
export { watchdog, type WatchdogOptions } from './training/watchdog.ts';
export { weightStatistics, type ArrayStatistics } from './training/weightStatistics.ts';
export { AsyncVectorEnvironment } from './vector/asyncVectorEnvironment.ts';
export { type EnvironmentGroup, type GroupStepResult } from './protocol/environmentGroup.ts';
export { VectorEnvironment } from './vector/vectorEnvironment.ts';
export { ActionRepeat, type ActionRepeatOptions } from './wrappers/actionRepeat.ts';
export { AtariPreprocessing, type AtariPreprocessingOptions } from './atari/atariPreprocessing.ts';
export { ClipReward, type ClipRewardOptions, type RewardRange } from './wrappers/clipReward.ts';
export { EpisodicLife, type EpisodicLifeOptions } from './wrappers/episodicLife.ts';
export { FireReset, type FireResetOptions } from './wrappers/fireReset.ts';
export { FlattenObservation } from './wrappers/flattenObservation.ts';
export { FrameSkip, type FrameSkipOptions } from './wrappers/frameSkip.ts';
export { type FrameSkipRange } from './protocol/frameSkipRange.ts';
export { FrameStack, type FrameStackOptions } from './wrappers/frameStack.ts';
export { Grayscale, type GrayscaleOptions } from './wrappers/grayscale.ts';
export { NoopReset, type NoopResetOptions } from './wrappers/noopReset.ts';
export {
  NormalizeObservation,
  type NormalizeObservationOptions,
} from './wrappers/normalizeObservation.ts';
export { NormalizeReward, type NormalizeRewardOptions } from './wrappers/normalizeReward.ts';
export { OneHot } from './wrappers/oneHot.ts';
export {
  RecordEpisodeStatistics,
  type RecordEpisodeStatisticsOptions,
} from './wrappers/recordEpisodeStatistics.ts';
export { RecordVideo } from './wrappers/recordVideo.ts';
export { ResizeObservation, type ResizeObservationOptions } from './wrappers/resizeObservation.ts';
export * from './statistics/exports.ts';
export {
  RescaleObservation,
  type RescaleObservationOptions,
} from './wrappers/rescaleObservation.ts';
export { StickyActions, type StickyActionsOptions } from './wrappers/stickyActions.ts';
export {
  TimeAwareObservation,
  type TimeAwareObservationOptions,
} from './wrappers/timeAwareObservation.ts';
export { TimeLimit, type TimeLimitOptions } from './wrappers/timeLimit.ts';
export {
  TransformObservation,
  type TransformObservationOptions,
} from './wrappers/transformObservation.ts';
export { TransformReward, type TransformRewardOptions } from './wrappers/transformReward.ts';
export { type OwnState } from './wrappers/parts/lentState.ts';
export { type StepOutcome } from './protocol/stepOutcome.ts';
export { Wrapper } from './wrappers/wrapper.ts';
