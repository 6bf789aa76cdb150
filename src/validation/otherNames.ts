import { isSameName } from './sameName.ts';
import { WRAPPER_NAMES } from './wrapperNames.ts';

/**
 * What is called otherwise in other libraries (Stable-Baselines3, CleanRL,
 * Tianshou, RLlib, TF-Agents, Dopamine, rlax and the like): whose option it is
 * here, and under which of their names it may come. `total_timesteps` and
 * `totalTimesteps` are the same name.
 */
const OTHER_NAMES: readonly (readonly [owners: string, write: string, names: string])[] = [
  [
    'DQNAgent',
    'that option',
    'batchSize learningStarts discount nStep policy network optimizer targetUpdate head beforeLearning',
  ],
  [
    'DQNAgent',
    'replay: { frames }, and new FrameStack(environment, { frames })',
    'frames frameStack numFrames numStack stackedFrames',
  ],
  [
    'DQNAgent train',
    'environment: new VectorEnvironment(count, create)',
    'numEnvs nEnvs envCount numEnvironments numWorkers trainingNum',
  ],
  [
    'train',
    "an if in the loop, with break, at an event of type 'evaluation' or 'episode'",
    'target targetReturn targetReward stopAt stopReturn rewardThreshold solvedAt',
  ],
  ['DQNAgent returns', 'discount', 'gamma discountFactor discountRate'],
  [
    'DQNAgent QNetwork',
    'optimizer: adam({ learningRate })',
    'learningRate lr lrSchedule learningRateSchedule stepSize alpha qLr adamLr learningRateStart optim optimizerClass',
  ],
  [
    'DQNAgent QNetwork',
    'optimizer: adam({ learningRate, epsilon })',
    'adamEpsilon adamEps optimizerEpsilon optimizerKwargs',
  ],
  [
    'DQNAgent',
    'policy: epsilonGreedy({ epsilon })',
    'epsilon eps explorationEps explorationRate exploration epsilonTrain epsTrain policyClass',
  ],
  [
    'DQNAgent',
    'policy: epsilonGreedy({ epsilon: linear({ from, to, over }) })',
    'explorationFraction explorationInitialEps explorationFinalEps explorationConfig startE endE ' +
      'epsStart epsEnd epsilonStart epsilonEnd epsilonInitial epsilonFinal initialEpsilon finalEpsilon ' +
      'minEpsilon maxEpsilon epsilonMin epsilonMax epsMin epsilonDecay epsDecay epsilonDecayRate ' +
      'epsilonDecaySteps epsilonDecayPeriod epsilonTimesteps epsTrainFinal explorationSchedule ' +
      'explorationEpsilonBeginValue explorationEpsilonEndValue explorationEpsilonDecayFrameFraction',
  ],
  [
    'DQNAgent QNetwork',
    'network: mlp({ hidden })',
    'hidden hiddenSizes hiddenLayers hiddenUnits hiddenDim netArch policyKwargs fcLayerParams ' +
      'convLayerParams fcnetHiddens layers layerSizes numLayers model modelConfig qNetwork qNet net ' +
      'architecture featuresExtractor',
  ],
  [
    'DQNAgent QNetwork',
    'network: mlp({ hidden, dueling: true })',
    'dueling useDueling duelingDqn isDueling',
  ],
  [
    'DQNAgent',
    'replay: { capacity }',
    'bufferSize replayBufferSize memorySize replayCapacity replaySize replayMemorySize maxReplaySize ' +
      'maxMemorySize replayBuffer replayBufferClass replayBufferKwargs replayBufferConfig memory buffer ' +
      'capacity bufferCapacity replayBufferCapacity',
  ],
  [
    'DQNAgent',
    'head: c51Head({ min, max, atoms })',
    'numAtoms nAtoms atoms atomSize c51 isC51 categorical distributional vMin vMax support supportSize',
  ],
  [
    'DQNAgent',
    'head: quantileHead({ quantiles }) or iqnHead()',
    'numQuantiles nQuantiles quantiles nQuantile qrdqn iqn numTauSamples numTau',
  ],
  [
    'DQNAgent',
    'replay: { capacity, sampler: prioritized({ alpha, beta }) }',
    'prioritizedReplay prioritized prioritizedReplayAlpha prioritizedReplayBeta prioritizedReplayBetaIters ' +
      'prioritizedReplayEps prioritizedReplayBuffer per usePer perAlpha perBeta priorityExponent ' +
      'priorityAlpha prioAlpha sampler',
  ],
  [
    'DQNAgent',
    'network: mlp({ hidden, noisy: { sigma } }) and policy: greedy()',
    'noisy noisyNet noisyNets noisyNetwork noisyDense noisyLinear useNoisy useNoisyNet isNoisy noisySigma sigmaInit',
  ],
  ['DQNAgent', 'nothing: each frame is stored once anyway', 'optimizeMemoryUsage'],
  ['c51Head hlGaussHead', 'min', 'vMin low minValue'],
  ['c51Head hlGaussHead', 'max', 'vMax high maxValue'],
  ['c51Head', 'atoms', 'numAtoms nAtoms bins atomSize'],
  ['quantileHead', 'quantiles', 'n numQuantiles nQuantiles atoms numAtoms'],
  [
    'iqnHead',
    'fractions: { acting, online, target }',
    'quantiles n numQuantiles numTau numTauSamples numTauPrimeSamples numQuantileSamples taus',
  ],
  [
    'ReplayBuffer replay',
    'sampler: prioritized({ alpha, beta })',
    'prioritized prioritizedReplay per alpha beta priorityExponent',
  ],
  ['ReplayBuffer', 'replay.sample(batchSize)', 'batchSize'],
  ['replay', 'batchSize of the agent', 'batchSize'],
  ['replay', 'nStep or discount of the agent', 'nStep nSteps returns discount gamma'],
  [
    'DQNAgent train evaluate',
    'nothing: call environment.render(), or wrap it in new RecordVideo(environment, { onVideo })',
    'renderMode render rendering',
  ],
  ['ReplayBuffer replay', 'capacity', 'bufferSize size maxSize maxlen maxLength memorySize'],
  [
    'DQNAgent',
    'batchSize',
    'minibatchSize sampleBatchSize trainBatchSize trainBatchSizePerLearner batch',
  ],
  [
    'DQNAgent',
    'learningStarts',
    'startSteps startTimesteps startLearning warmupSteps warmup learningStart minReplaySize minReplayHistory ' +
      'minReplayBufferSize minReplayCapacity minReplayCapacityFraction minBufferSize initialCollectSteps ' +
      'randomSteps burnIn numStepsSampledBeforeLearningStarts replayStartSize',
  ],
  [
    'DQNAgent',
    'train: { everyEnvironmentSteps, updates }',
    'trainFreq trainFrequency trainEvery trainInterval updateEvery updatePeriod updateFreq updateFrequency ' +
      'updateInterval learnEvery learnPeriod learnFrequency gradientSteps numGradientSteps updatePerStep ' +
      'updatesPerStep updateToDataRatio utdRatio replayRatio trainingIntensity',
  ],
  [
    'DQNAgent',
    'targetUpdate: { everyUpdates }',
    'targetUpdateInterval targetUpdateFreq targetUpdateFrequency targetUpdatePeriod targetUpdateEvery ' +
      'targetUpdateSteps targetNetworkUpdateFreq targetNetworkUpdatePeriod targetNetworkUpdateInterval ' +
      'targetNetworkFrequency targetModelUpdate targetSyncEvery syncTarget syncEvery updateTargetEvery ' +
      'updateTargetInterval updateTargetFreq useTargetNetwork',
  ],
  [
    'DQNAgent',
    'targetUpdate: { fraction }',
    'tau targetUpdateTau targetNetworkTau polyak softTau softUpdate',
  ],
  [
    'DQNAgent qHead',
    'double',
    'doubleDqn doubleQ doubleQLearning isDouble useDouble useDoubleDqn useDoubleQ ddqn',
  ],
  [
    'DQNAgent',
    'nStep',
    'n nSteps nStepUpdate nStepReturn nStepReturns estimationStep updateHorizon multiStep multiStepReturn',
  ],
  [
    'DQNAgent QNetwork',
    'gradientClipNorm',
    'maxGradNorm maxGradientNorm maxGlobalGradNorm maxGlobalGradientNorm gradClip gradClipNorm gradClipping ' +
      'gradientClip gradientClipping clipGradNorm clipNorm clipnorm globalNorm gradNormClipping',
  ],
  [
    'DQNAgent qHead',
    "loss: 'huber' or 'mse'",
    'lossFn lossFunction lossType criterion tdErrorsLossFn clipLossGrad huber huberLoss useHuber',
  ],
  ['DQNAgent QNetwork train evaluate', 'seed', 'randomSeed rng rngKey randomState prngKey'],
  ['DQNAgent QNetwork', 'engine', 'device backend useGpu cuda framework'],
  [
    'DQNAgent QNetwork ReplayBuffer',
    'environment, or environment: { observationSpace, actionSpace }',
    'env envs gym trainEnv environmentSpec stateSize stateDim stateShape obsDim obsShape observationShape ' +
      'inputSize inputShape inputDim nObservations nStates actionSize actionDim actionShape nActions numActions ' +
      'outputSize outputDim timeStepSpec actionSpec',
  ],
  [
    'train',
    'environmentSteps',
    'totalTimesteps totalSteps totalFrames timesteps steps frames numTimesteps numSteps numFrames ' +
      'numIterations numEnvSteps nSteps nTimesteps maxSteps maxTimesteps maxTrainSteps trainSteps ' +
      'trainingSteps iterations envSteps stepPerEpoch stepsPerEpoch',
  ],
  [
    'train',
    "environmentSteps, and break at an event of type 'episode'",
    'episodes numEpisodes nEpisodes totalEpisodes maxEpisodes trainEpisodes numTrainEpisodes epochs ' +
      'maxEpoch maxEpochs numEpochs nEpochs',
  ],
  [
    'train',
    'evaluation: { everyEnvironmentSteps, environment, episodes }',
    'evalFreq evalFrequency evalInterval evalEvery evalEnv evalEnvironment evaluationInterval ' +
      'evaluationFrequency evaluate testEnv testInterval',
  ],
  [
    'train',
    'checkpoint: { everyEnvironmentSteps, save }',
    'saveFreq saveFrequency saveInterval saveEvery savePath saveModel checkpointFreq checkpointFrequency ' +
      'checkpointInterval checkpointEvery checkpointPath checkpointDir',
  ],
  ['train', 'signal', 'abortSignal stopFn stopCriteria shouldStop'],
  [
    'evaluate',
    'episodes',
    'nEvalEpisodes numEvalEpisodes evalEpisodes nEpisodes numEpisodes evaluationNumEpisodes evaluationDuration',
  ],
  ['evaluate act', 'explore: false', 'deterministic greedy'],
  [
    '',
    'for await (const event of train(…)), and showProgress of deepq/node',
    'onEpisode onStep onUpdate onEvent tbLogName verbose callback callbacks tensorboardLog logInterval logFreq logger logDir progressBar ' +
      'statsWindowSize showProgress',
  ],
  ['adam rmsprop sgd', 'learningRate', 'lr stepSize alpha rate'],
  ['adam rmsprop', 'epsilon', 'eps adamEpsilon adamEps'],
  ['adam', 'beta1, beta2', 'betas b1 b2'],
  ['rmsprop', 'decay', 'rho smoothing smoothingConstant alpha'],
  [
    'linear exponential cosine polynomial',
    'from',
    'initial initialP initialValue initValue initialEps startE startValue beginValue begin max',
  ],
  [
    'linear exponential cosine polynomial',
    'to',
    'end endE endValue final finalP finalValue finalEps min',
  ],
  [
    'linear exponential cosine polynomial',
    'over',
    'duration steps nSteps numSteps decaySteps totalSteps totalTimesteps transitionSteps timesteps ' +
      'scheduleTimesteps fraction',
  ],
  ['epsilonGreedy epsilonZGreedy', 'epsilon', 'eps e explorationRate probability'],
  [
    'epsilonGreedy epsilonZGreedy',
    'epsilon: linear({ from, to, over })',
    'start end decay from to over min max initial final epsilonStart epsilonEnd epsilonDecay epsilonMin ' +
      'epsStart epsEnd epsDecay decayRate decaySteps steps',
  ],
  ['boltzmann', 'temperature', 'temp t tau beta'],
  [
    'mlp cnn embedding',
    'hidden',
    'hiddenSizes hiddenLayers hiddenUnits hiddenDim netArch units layers layerSizes sizes fcLayerParams ' +
      'denseLayers',
  ],
  ['mlp cnn embedding', 'activation', 'activationFn activationFunction nonlinearity'],
  ['mlp cnn embedding', 'dueling', 'useDueling duelingDqn isDueling'],
  ['mlp', 'layerNorm: true', 'batchNorm batchNormalization normLayer layerNormalization'],
  ['mlp cnn embedding', 'nothing: there is no such layer here', 'dropout dropoutRate batchNorm'],
  ['cnn', 'convolutions', 'conv convLayers convLayerParams convFilters filters'],
  ['mlp cnn', 'inputScale', 'scale normalize normalizeImages'],
  ['embedding', 'size', 'dim dimension embeddingDim embeddingSize outputDim'],
];

/**
 * A hint at what an option of another library is called here, such as
 * ` (write discount)`; '' if no other library has it.
 */
export function otherNameHint(where: string, key: string): string {
  const isMeant = ([, , names]: readonly [string, string, names: string]): boolean =>
    names.split(' ').some((name) => isSameName(name, key));
  const found = OTHER_NAMES.filter(isMeant);
  const place = where.split(/[ .(]/)[0] ?? '';
  const here =
    WRAPPER_NAMES.find((row) => row[0].split(' ').includes(place) && isMeant(row)) ??
    found.find(([owners]) => owners.split(' ').includes(place));
  if (here) return ` (write ${here[1]})`;
  const [elsewhere] = found;
  // Elsewhere a name such as 'size' may mean anything.
  const isOwner = OTHER_NAMES.some(([owners]) => owners.split(' ').includes(place));
  if (!elsewhere || !isOwner) return '';
  const [owners, write] = elsewhere;
  const owner = owners.split(' ')[0] ?? '';
  return ` (write ${write}${owner === '' ? '' : `, which is for ${owner}`})`;
}
