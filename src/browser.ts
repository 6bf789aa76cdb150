/**
 * For the browser only: training in a worker; playing by keys and touches; checkpoints in
 * IndexedDB, or as downloads; pictures on a canvas, videos as blobs.
 *
 * @module deepq/browser
 */
export { drawFrame } from './browser/drawFrame.ts';
export { download } from './browser/download.ts';
export { indexedDb, listCheckpoints } from './browser/indexedDb.ts';
export type { IndexedDbStore } from './browser/indexedDb.ts';
export { Keyboard } from './browser/keyboard.ts';
export { keymaps } from './browser/keymaps.ts';
export type { Keymap, KeymapId } from './browser/keymaps.ts';
export { play } from './browser/play.ts';
export type { PlayOptions } from './browser/play.ts';
export { touchmaps } from './browser/touchmaps.ts';
export type { Touchmap } from './browser/touchmaps.ts';
export { TouchPad } from './browser/touchPad.ts';
export { videoBlob } from './browser/videoBlob.ts';
export { serveTraining } from './browser/serveTraining.ts';
export { startTraining } from './browser/startTraining.ts';
export type { FramesOptions, TrainingFrame } from './remote/frames.ts';
export type { RemoteTraining } from './remote/remoteTraining.ts';
export type { MakeTraining, ServedTraining } from './remote/served.ts';
export type {
  StartSettings,
  StartTrainingArgument,
  StartTrainingOptions,
  WorkerOptions,
} from './remote/startOptions.ts';
