/**
 * For the browser only: checkpoints in IndexedDB, or as downloads; videos as
 * blobs.
 *
 * @module deepq/browser
 */
export { download } from './browser/download.ts';
export { indexedDb } from './browser/indexedDb.ts';
export { videoBlob } from './browser/videoBlob.ts';
