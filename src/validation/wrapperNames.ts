/**
 * What options of environments and wrappers are called in other libraries: whose they
 * are, what to write, and what may come. Names that mean something else in another
 * place, so that they are looked for in their own place alone.
 */
export const WRAPPER_NAMES: readonly (readonly [owners: string, write: string, names: string])[] = [
  [
    'makeEnvironment CartPole Acrobot MountainCar LunarLander FrozenLake Taxi CliffWalking Blackjack ' +
      'AtariEnvironment',
    'nothing: call environment.render(), or wrap it in new RecordVideo(environment, { onVideo })',
    'renderMode',
  ],
  ['ActionRepeat', 'repeat', 'skip frames frameSkip times'],
  ['AtariPreprocessing', 'frameSkip', 'skip repeat'],
  ['AtariPreprocessing', 'frameStack', 'frames stack'],
  ['AtariPreprocessing', 'size', 'screenSize'],
  ['AtariPreprocessing', 'noopMax', 'noops'],
  ['AtariPreprocessing', 'grayscale', 'grayscaleObs'],
  ['AtariPreprocessing', 'terminalOnLifeLoss', 'episodicLife'],
  ['ClipReward', 'to: { min, max }', 'min max'],
  ['FrameSkip', 'skip', 'frames frameSkip repeat'],
  ['FrameSkip', 'maxOfLastTwo', 'max'],
  ['FrameStack', 'frames', 'frameStack stackSize stack size count k n numStack nStack numFrames'],
  ['FrameStack', 'padding', 'paddingType'],
  ['NoopReset', 'max', 'noopMax noops'],
  ['NormalizeObservation', 'update', 'training'],
  ['NormalizeReward', 'update', 'training'],
  ['NormalizeReward', 'discount', 'gamma'],
  ['NormalizeReward', 'clip', 'clipReward'],
  [
    'RecordVideo',
    'onVideo: videoFiles(folder), of deepq/node',
    'videoFolder folder path dir namePrefix',
  ],
  ['RecordVideo', 'episodes', 'episodeTrigger stepTrigger trigger every'],
  ['RecordVideo', 'framesPerSecond', 'fps'],
  ['ResizeObservation', 'size', 'shape width height'],
  ['StickyActions', 'probability', 'stickyActions'],
  ['TimeLimit', 'maxEpisodeSteps', 'steps maxSteps'],
  ['TransformObservation', 'transform', 'f func fn function'],
  ['TransformObservation', 'observationSpace', 'space'],
  ['TransformReward', 'transform', 'f func fn function'],
];
