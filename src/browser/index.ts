/**
 * For the browser only: checkpoints in IndexedDB, or as downloads.
 *
 * @module deepq/browser
 */
export { download } from './download.ts';
export { indexedDb } from './indexedDb.ts';
