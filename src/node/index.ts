/**
 * For Node only: checkpoints and TensorFlow.js models in files, and a progress bar for the terminal.
 *
 * @module deepq/node
 */
export { file } from './file.ts';
export { modelFolder } from './modelFolder.ts';
export { showProgress } from './progress.ts';
export type { ProgressOptions } from './progress.ts';
