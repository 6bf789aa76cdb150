export { file } from './file.ts';
export { showProgress } from './progress.ts';
export type { ProgressOptions } from './progress.ts';
