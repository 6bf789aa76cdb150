import { lettersOf } from './sameName.ts';

/**
 * What is called otherwise in other libraries (Stable-Baselines3, CleanRL,
 * Tianshou, RLlib, TF-Agents, Dopamine, rlax and the like): whose option it is
 * here ('*' for that of anything), and a regular expression of the names under which it
 * may come, without regard to capitals. `total_timesteps` and `totalTimesteps` are the same.
 *
 * What only one function knows by another name stands in the hints that it gives to
 * `rejectUnknownOptions`: a page that does not load the function does not load them.
 */
const OTHER_NAMES: readonly (readonly [owners: string, write: string, names: string])[] = [
  [
    'DQNAgent',
    'that option',
    'batchSize|learningStarts|discount|nStep|policy|network|optimizer|targetUpdate|head|beforeLearning',
  ],
  [
    'DQNAgent',
    'replay: { frames }, and new FrameStack(environment, { frames })',
    'frames|frameStack|num(Frames|Stack)|stackedFrames',
  ],
  [
    'DQNAgent train',
    'environment: new VectorEnvironment(count, create)',
    'n(um)?Envs|envCount|num(Environments|Workers)|trainingNum',
  ],
  [
    'train',
    "an if in the loop, with break, at an event of type 'evaluation' or 'episode'",
    'target(Return|Reward)?|stop(At|Return)|rewardThreshold|solvedAt',
  ],
  ['DQNAgent returns', 'discount', 'gamma|discount(Factor|Rate)'],
  [
    'DQNAgent QNetwork',
    'optimizer: adam({ learningRate })',
    '(learningRate|lr)(Schedule|Start)?|(q|adam)Lr|stepSize|alpha|optim(izerClass)?',
  ],
  [
    'DQNAgent QNetwork',
    'optimizer: adam({ learningRate, epsilon })',
    '(adam|optimizer)Eps(ilon)?|optimizerKwargs',
  ],
  [
    'DQNAgent',
    'policy: epsilonGreedy({ epsilon })',
    'eps(ilon)?(Train)?|exploration(Eps|Rate)?|policyClass',
  ],
  [
    'DQNAgent',
    'policy: epsilonGreedy({ epsilon: linear({ from, to, over }) })',
    'exploration(Fraction|(Initial|Final)Eps|Config|Schedule|Epsilon.*)|(start|end)E|' +
      'eps(ilon)?(Start|End|Initial|Final|Min|Max|Decay.*|Timesteps|TrainFinal)|' +
      '(initial|final|min|max)Eps(ilon)?',
  ],
  [
    'DQNAgent QNetwork',
    'network: mlp({ hidden })',
    'hidden(Sizes|Layers|Units|Dim)?|netArch|policyKwargs|(fc|conv)LayerParams|fcnetHiddens|' +
      '(num)?Layers|layerSizes|model(Config)?|q?Net|qNetwork|architecture|featuresExtractor',
  ],
  ['DQNAgent QNetwork', 'network: cnn({ convolutions, hidden })', 'conv(Layers|Filters)?|filters'],
  ['DQNAgent QNetwork', 'network: mlp({ hidden, dueling: true })', '(use|is)?Dueling|duelingDqn'],
  [
    'DQNAgent',
    'replay: { capacity }',
    '((replay)?(Buffer|Memory)|replay|maxReplay|maxMemory)Size|(replayBuffer|replay|buffer)?Capacity|' +
      'replayBuffer(Class|Kwargs|Config)?|memory|buffer',
  ],
  [
    'DQNAgent',
    'head: c51Head({ min, max, atoms })',
    'n(um)?Atoms|atoms|atomSize|bins|(is)?C51|categorical|distributional|vM(in|ax)|low|high|(min|max)Value|' +
      'support(Size)?',
  ],
  [
    'DQNAgent',
    'head: quantileHead({ quantiles }) or iqnHead()',
    'n(um)?Quantiles?|quantiles|numQuantileSamples|qrdqn|iqn|numTau(Prime)?(Samples)?|taus',
  ],
  ['DQNAgent', 'head: munchausenHead(), or iqnHead({ munchausen: {} })', 'munchausen|mDqn'],
  [
    'DQNAgent',
    'replay: { capacity, sampler: prioritized({ alpha, beta }) }',
    'prioritized(Replay(Alpha|Beta(Iters)?|Eps|Buffer)?)?|per(Alpha|Beta)?|usePer|' +
      'priority(Exponent|Alpha)|prioAlpha|sampler',
  ],
  [
    'DQNAgent',
    'network: mlp({ hidden, noisy: { sigma } }) and policy: greedy()',
    'noisy(Nets?|Network|Dense|Linear|Sigma)?|useNoisy(Net)?|isNoisy|sigmaInit',
  ],
  ['DQNAgent', 'nothing: each frame is stored once anyway', 'optimizeMemoryUsage'],
  [
    'ReplayBuffer replay',
    'sampler: prioritized({ alpha, beta })',
    'prioritized(Replay)?|per|alpha|beta|priorityExponent',
  ],
  ['ReplayBuffer', 'replay.sample(batchSize)', 'batchSize'],
  ['replay', 'batchSize of the agent', 'batchSize'],
  ['replay', 'nStep or discount of the agent', 'nSteps?|returns|discount|gamma'],
  // Nothing here has such an option.
  [
    '*',
    'nothing: call environment.render(), or wrap it in new RecordVideo(environment, { onVideo })',
    'render(Mode|ing)?',
  ],
  ['ReplayBuffer replay', 'capacity', '((buffer|max|memory)?Size|maxLen(gth)?)'],
  ['DQNAgent', 'batchSize', '(minibatch|sampleBatch|trainBatch)Size(PerLearner)?|batch'],
  [
    'DQNAgent',
    'learningStarts',
    'start(Steps|Timesteps|Learning)|warmup(Steps)?|learningStart|minBufferSize|' +
      'minReplay(Size|History|BufferSize|Capacity(Fraction)?)|(initialCollect|random)Steps|burnIn|' +
      'numStepsSampledBeforeLearningStarts|replayStartSize',
  ],
  [
    'DQNAgent',
    'train: { everyEnvironmentSteps, updates }',
    '(train|update)(Freq(uency)?|Every|Interval|Period)|learn(Every|Period|Frequency)|' +
      '(num)?GradientSteps|updates?PerStep|updateToDataRatio|(utd|replay)Ratio|trainingIntensity',
  ],
  // Those of Stable-Baselines3 and CleanRL, which count environment steps.
  [
    'DQNAgent',
    'targetUpdate: { everyEnvironmentSteps }',
    'targetUpdateInterval|targetNetworkFrequency',
  ],
  [
    'DQNAgent',
    'targetUpdate: { everyUpdates }',
    'target(Network)?Update(Freq(uency)?|Period|Every|Steps|Interval)|targetModelUpdate|' +
      '(target)?SyncEvery|syncTarget|updateTarget(Every|Interval|Freq)|useTargetNetwork',
  ],
  [
    'DQNAgent',
    'targetUpdate: { fraction }',
    'tau|target(Update|Network)Tau|polyak|soft(Tau|Update)',
  ],
  ['DQNAgent qHead', 'double', '(use)?Double(Dqn|Q)|doubleQLearning|(is|use)Double|ddqn'],
  [
    'DQNAgent',
    'nStep',
    'n|nSteps|nStep(Update|Returns?)|estimationStep|updateHorizon|multiStep(Return)?',
  ],
  [
    'DQNAgent QNetwork',
    'gradientClipNorm',
    'max(Global)?Grad(ient)?Norm|grad(ient)?Clip(ping)?|gradClipNorm|clip(Grad)?Norm|globalNorm|' +
      'gradNormClipping',
  ],
  [
    'DQNAgent qHead',
    "loss: 'huber' or 'mse'",
    'loss(Fn|Function|Type)|criterion|tdErrorsLossFn|clipLossGrad|huber(Loss)?|useHuber',
  ],
  ['DQNAgent QNetwork train evaluate', 'seed', 'randomSeed|rng|(rng|prng)Key|randomState'],
  ['DQNAgent QNetwork', 'engine', 'device|backend|useGpu|cuda|framework'],
  [
    'DQNAgent QNetwork ReplayBuffer',
    'environment, or environment: { observationSpace, actionSpace }',
    'envs?|gym|trainEnv|environmentSpec|(state|obs|action|input)(Size|Dim|Shape)|observationShape|' +
      'n(Observations|States)|n(um)?Actions|output(Size|Dim)|(timeStep|action)Spec',
  ],
  [
    'train',
    'environmentSteps',
    'total(Timesteps|Steps|Frames)|(num|n|max)?(Steps|Timesteps)|(num)?(Frames|Iterations)|numEnvSteps|' +
      '(max)?TrainSteps|trainingSteps|envSteps|steps?PerEpoch',
  ],
  [
    'train',
    "environmentSteps, and break at an event of type 'episode'",
    '(n|num|total|max|train|numTrain)?Episodes|(max|num|n)?Epochs|maxEpoch',
  ],
  [
    'train',
    'evaluation: { everyEnvironmentSteps, environment, episodes }',
    'eval(Freq(uency)?|Interval|Every|Env(ironment)?)|evaluation(Interval|Frequency)|evaluate|' +
      'test(Env|Interval)',
  ],
  [
    'train',
    'checkpoint: { everyEnvironmentSteps, save }',
    '(save|checkpoint)(Freq(uency)?|Interval|Every|Path)|saveModel|checkpointDir',
  ],
  ['train', 'signal', 'abortSignal|stopFn|stopCriteria|shouldStop'],
  ['evaluate', 'episodes', '(n|num)?EvalEpisodes|n(um)?Episodes|evaluation(NumEpisodes|Duration)'],
  ['evaluate act', 'explore: false', 'deterministic|greedy'],
  [
    '',
    'for await (const event of train(…)), and showProgress of deepq/node',
    'on(Episode|Step|Update|Event)|verbose|log(Interval|Freq)|progressBar|statsWindowSize|showProgress',
  ],
  ['', 'consume(train(…), [{ on: (event) => … }])', 'callbacks?|consumers'],
  [
    '',
    'consume(train(…), [tensorBoardLog(logFile(path))])',
    'tensorboard(Log)?|tbLogName|logger|logDir',
  ],
  ['adam rmsprop sgd', 'learningRate', 'lr|stepSize|alpha|rate'],
  ['adam rmsprop', 'epsilon', '(adam)?Eps|adamEpsilon'],
  ['adam', 'beta1, beta2', 'betas|b1|b2'],
  ['rmsprop', 'decay', 'rho|smoothing(Constant)?|alpha'],
  [
    'linear exponential cosine polynomial',
    'from',
    'initial(P|Value|Eps)?|initValue|start(E|Value)|begin(Value)?|max',
  ],
  ['linear exponential cosine polynomial', 'to', '(end|final)(E|Value|P|Eps)?|min'],
  [
    'linear exponential cosine polynomial',
    'over',
    'duration|(n|num|decay|total|transition)?Steps|(total|schedule)?Timesteps|fraction',
  ],
  ['epsilonGreedy epsilonZGreedy', 'epsilon', 'e|eps|explorationRate|probability'],
  [
    'epsilonGreedy epsilonZGreedy',
    'epsilon: linear({ from, to, over })',
    '(eps(ilon)?)?(Start|End|Decay)|epsilonMin|from|to|over|min|max|initial|final|decay(Rate|Steps)|steps',
  ],
  [
    'mlp cnn embedding',
    'hidden',
    'hidden(Sizes|Layers|Units|Dim)|netArch|units|layers|(layer)?Sizes|fcLayerParams|denseLayers',
  ],
  ['mlp cnn embedding', 'activation', 'activationF(n|unction)|nonlinearity'],
  ['mlp cnn embedding', 'dueling', '(use|is)Dueling|duelingDqn'],
  ['mlp', 'layerNorm: true', 'batchNorm(alization)?|normLayer|layerNormalization'],
  ['mlp cnn embedding', 'nothing: there is no such layer here', 'dropout(Rate)?|batchNorm'],
  ['mlp cnn', 'inputScale', 'scale|normalize(Images)?'],
  ['embedding', 'size', '(embedding)?Dim|dimension|embeddingSize|outputDim'],
];

/**
 * Functions that know their own options by other names, and are told those of the
 * others as well. Not so wrappers and environments, in which a name such as 'size'
 * may mean anything.
 */
const OTHER_OWNERS = 'c51Head hlGaussHead quantileHead iqnHead boltzmann prioritized ranked'.split(
  ' ',
);

/**
 * A hint at what an option of another library is called here, such as
 * ` (write discount)`; '' if no other library has it.
 */
export function otherNameHint(where: string, key: string): string {
  const letters = lettersOf(key);
  const place = where.split(/[ .(]/)[0] ?? '';
  const isOwned = ([owners]: (typeof OTHER_NAMES)[number]): boolean =>
    owners.split(' ').includes(place);
  const found = OTHER_NAMES.filter(([, , names]) => new RegExp(`^(${names})$`, 'i').test(letters));
  const here = found.find(isOwned) ?? found.find(([owners]) => owners === '*');
  if (here) return ` (write ${here[1]})`;
  const [elsewhere] = found;
  const isTold = OTHER_OWNERS.includes(place) || OTHER_NAMES.some(isOwned);
  if (!elsewhere || !isTold) return '';
  const [owners, write] = elsewhere;
  const owner = owners.split(' ')[0] ?? '';
  return ` (write ${write}${owner === '' ? '' : `, which is for ${owner}`})`;
}
