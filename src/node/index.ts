/**
 * For Node only: checkpoints, TensorFlow.js models and videos in files, a
 * progress bar for the terminal, and the environments of Python's Gymnasium.
 *
 * @module deepq/node
 */
export { file } from './file.ts';
export { AsyncGymnasiumEnvironment } from './gymnasium/asyncGymnasiumEnvironment.ts';
export { GymnasiumEnvironment } from './gymnasium/gymnasiumEnvironment.ts';
export type { GymnasiumOptions } from './gymnasium/options.ts';
export type { GymnasiumWrapper } from './gymnasium/options.ts';
export { modelFolder } from './modelFolder.ts';
export { showProgress } from './progress.ts';
export type { ProgressOptions } from './progress.ts';
export { videoFiles } from './videoFiles.ts';
export type { VideoFilesOptions } from './videoFiles.ts';
