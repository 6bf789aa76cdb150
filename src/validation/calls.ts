/**
 * How functions that take an object of options are called, by their names: for
 * those who gave the values one by one, as other libraries want them.
 */
const CALLS: Readonly<Record<string, string>> = {
  DQNAgent: 'new DQNAgent({ environment })',
  QNetwork: 'new QNetwork({ environment, network: mlp({ hidden: [64, 64] }) })',
  ReplayBuffer: 'new ReplayBuffer({ environment, capacity: 50_000 })',
  UniformReplayBuffer: 'new UniformReplayBuffer({ environment, capacity: 50_000 })',
  replay: '{ capacity: 50_000 }',
  train: 'train(agent, environment, { environmentSteps: 50_000 })',
  evaluate: 'evaluate(agent, environment, { episodes: 20 })',
  checkEnvironment: 'checkEnvironment(environment, { steps: 1000 })',
  evaluation: '{ everyEnvironmentSteps: 10_000, environment }',
  checkpoint: '{ everyEnvironmentSteps: 10_000, save: () => agent.save(store) }',
  targetUpdate: '{ everyUpdates: 500 }',
  nStep: '{ steps: 3, discount: 0.99 }',
  qHead: 'qHead({ discount: 0.99 })',
  mlp: 'mlp({ hidden: [64, 64] })',
  cnn: 'cnn({ convolutions: [{ filters: 32, kernelSize: 8, stride: 4 }], hidden: [512] })',
  embedding: 'embedding({ size: 32 })',
  natureCnn: 'natureCnn({ dueling: true })',
  dqnNips2013Cnn: 'dqnNips2013Cnn({ dueling: true })',
  dataEfficientCnn: 'dataEfficientCnn({ dueling: true })',
  adam: 'adam({ learningRate: 0.001 })',
  rmsprop: 'rmsprop({ learningRate: 0.00025 })',
  sgd: 'sgd({ learningRate: 0.01 })',
  linear: 'linear({ from: 1, to: 0.1, over: 10_000 })',
  exponential: 'exponential({ from: 1, to: 0.1, over: 10_000 })',
  cosine: 'cosine({ from: 1, to: 0.1, over: 10_000 })',
  polynomial: 'polynomial({ from: 1, to: 0.1, over: 10_000, power: 2 })',
  piecewise: 'piecewise({ points: [[0, 1], [10_000, 0.1]] })',
  epsilonGreedy: 'epsilonGreedy({ epsilon: 0.1 })',
  epsilonZGreedy: 'epsilonZGreedy({ epsilon: 0.1 })',
  boltzmann: 'boltzmann({ temperature: 1 })',
  Box: 'new Box({ low: -1, high: 1, shape: [4] })',
  TimeLimit: 'new TimeLimit(environment, { maxEpisodeSteps: 500 })',
  FrameStack: 'new FrameStack(environment, { frames: 4 })',
  FrameSkip: 'new FrameSkip(environment, { skip: 4 })',
  ActionRepeat: 'new ActionRepeat(environment, { repeat: 4 })',
  NoopReset: 'new NoopReset(environment, { max: 30 })',
  FireReset: 'new FireReset(environment, { actions: [1, 2] })',
  ClipReward: 'new ClipReward(environment, { to: { min: -1, max: 1 } })',
  StickyActions: 'new StickyActions(environment, { probability: 0.25 })',
  ResizeObservation: 'new ResizeObservation(environment, { size: [84, 84] })',
  RescaleObservation: 'new RescaleObservation(environment, { low: -1, high: 1 })',
  Grayscale: "new Grayscale(environment, { formula: 'ale' })",
  TransformReward: 'new TransformReward(environment, { transform: (reward) => reward / 10 })',
  RecordEpisodeStatistics: 'new RecordEpisodeStatistics(environment, { recentEpisodes: 100 })',
  RecordVideo: 'new RecordVideo(environment, { onVideo: videoFiles(folder) })',
  encodeApng: 'encodeApng(frames, { framesPerSecond: 30 })',
  apng: 'apng({ plays: 0 })',
  resizeArea: 'resizeArea(pixels, { from: [210, 160], to: [84, 84] })',
};

/** A sentence with the call that is right, with a space before it; '' where none is known. */
export function callHint(where: string): string {
  return Object.hasOwn(CALLS, where) ? ` Write ${CALLS[where]}.` : '';
}
