/**
 * For the browser only: checkpoints in IndexedDB, or as downloads; videos as
 * blobs.
 *
 * @module deepq/browser
 */
export { download } from './download.ts';
export { indexedDb } from './indexedDb.ts';
export { videoBlob } from './videoBlob.ts';
