/**
 * For Node only: checkpoints, TensorFlow.js models and videos in files, and a
 * progress bar for the terminal.
 *
 * @module deepq/node
 */
export { file } from './file.ts';
export { modelFolder } from './modelFolder.ts';
export { showProgress } from './progress.ts';
export type { ProgressOptions } from './progress.ts';
export { videoFiles } from './videoFiles.ts';
export type { VideoFilesOptions } from './videoFiles.ts';
