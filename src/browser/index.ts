export { download } from './download.ts';
export { indexedDb } from './indexedDb.ts';
