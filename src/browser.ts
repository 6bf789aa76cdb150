/**
 * For the browser only: training in a worker; checkpoints in IndexedDB, or as
 * downloads; videos as blobs.
 *
 * @module deepq/browser
 */
export { download } from './browser/download.ts';
export { indexedDb } from './browser/indexedDb.ts';
export { videoBlob } from './browser/videoBlob.ts';
export { serveTraining } from './browser/serveTraining.ts';
export { startTraining } from './browser/startTraining.ts';
export type { FramesOptions, TrainingFrame } from './remote/frames.ts';
export type { RemoteTraining } from './remote/remoteTraining.ts';
export type { MakeTraining, ServedTraining } from './remote/served.ts';
export type { StartTrainingOptions } from './remote/startOptions.ts';
