import { copyToBlocks, joinBlocks } from '../state/blocks.ts';
import { requireBytes } from '../state/bytes.ts';
import { sourceOf, type CheckpointSource } from '../state/source.ts';
import type { CheckpointStore } from '../state/store.ts';
import { CheckpointError, OptionsError, UsageError } from '../errors.ts';
import { show } from '../validation/options.ts';
import { isUint8Array } from '../validation/typedArrays.ts';

const DATABASE = 'deepq';
const OBJECT_STORE = 'checkpoints';

/** Each record is copied as a whole on its way to the disk, so they should not be large. */
const BLOCK_BYTES = 2 ** 23;

/**
 * What {@link indexedDb} gives.
 *
 * @category Checkpoints
 */
export interface IndexedDbStore extends Required<CheckpointStore> {
  /**
   * Whether it holds a checkpoint.
   *
   * @throws {CheckpointError} If the database cannot be read.
   */
  exists(): Promise<boolean>;
  /**
   * Removes the checkpoint, if there is one.
   *
   * @throws {CheckpointError} If the database cannot be written to.
   */
  delete(): Promise<void>;
}

/**
 * The names of all checkpoints that {@link indexedDb} holds for this site, in the order of their
 * letters.
 *
 * @throws {CheckpointError} If the database cannot be read.
 * @example
 * ```ts no-run
 * import { indexedDb, listCheckpoints } from 'deepq/browser';
 *
 * for (const name of await listCheckpoints()) await indexedDb(name).delete();
 * ```
 * @category Checkpoints
 */
export async function listCheckpoints(): Promise<string[]> {
  // The keys of blocks are lists, which come after all texts.
  const names = await transact('*', 'readonly', (objects) =>
    done(objects.getAllKeys(IDBKeyRange.upperBound([], true))),
  );
  return names.filter((name) => typeof name === 'string');
}

/**
 * A store that keeps its checkpoint in the browser's IndexedDB, under a name.
 * It is still there after the page is closed, until the user clears the
 * site's data. Works in workers as well.
 *
 * The bytes are copied before the call returns, and written block by block in
 * one transaction, so that the old checkpoint or the new one is there.
 *
 * @param name - Tells the checkpoints of one site apart.
 * @throws {OptionsError} If `name` is not a string, or empty.
 * @example
 * ```ts
 * import type { CheckpointStore } from 'deepq';
 * import { indexedDb } from 'deepq/browser';
 *
 * const store: CheckpointStore = indexedDb('cartpole');
 * ```
 * @category Checkpoints
 */
export function indexedDb(name: string): IndexedDbStore {
  if (typeof name !== 'string' || name === '') {
    throw new OptionsError(
      `indexedDb(name) needs a name; received ${show(name)}. Pass one such as 'cartpole'.`,
    );
  }
  async function writeParts(parts: Iterable<Uint8Array>): Promise<void> {
    const blocks: (Uint8Array | null)[] = copyToBlocks('indexedDb()', parts, BLOCK_BYTES);
    await transact(name, 'readwrite', async (objects) => {
      await done(objects.delete(blocksOf(name)));
      await done(objects.put({ blocks: blocks.length }, name));
      for (const [index, block] of blocks.entries()) {
        await done(objects.put(block, [name, index]));
        // The database has its own by now.
        blocks[index] = null;
      }
    });
  }
  async function readBlocks(): Promise<readonly Uint8Array[]> {
    const found = await transact(name, 'readonly', async (objects): Promise<unknown> => {
      const head: unknown = await done(objects.get(name));
      const { blocks } = (head ?? {}) as { readonly blocks?: unknown };
      if (typeof blocks !== 'number') return head;
      const list: unknown[] = [];
      while (list.length < blocks) list.push(await done(objects.get([name, list.length])));
      return list;
    });
    // Before there were blocks, a checkpoint was one array.
    const list: readonly unknown[] = Array.isArray(found) ? found : [found];
    if (list.every(isUint8Array)) return list;
    throw new CheckpointError(
      `IndexedDB holds no checkpoint named '${name}'${found === undefined ? '' : `, but ${show(found)}`}. ` +
        'Check the name, or save a checkpoint first.',
    );
  }
  return {
    async write(bytes: Uint8Array): Promise<void> {
      await writeParts([requireBytes('indexedDb()', bytes)]);
    },
    writeParts,
    async read(): Promise<Uint8Array> {
      return joinBlocks(await readBlocks());
    },
    async open(): Promise<CheckpointSource> {
      return sourceOf(await readBlocks());
    },
    async exists(): Promise<boolean> {
      const count = await transact(name, 'readonly', (objects) => done(objects.count(name)));
      return count > 0;
    },
    async delete(): Promise<void> {
      await transact(name, 'readwrite', async (objects) => {
        await done(objects.delete(name));
        await done(objects.delete(blocksOf(name)));
      });
    },
  };
}

/** The keys of a checkpoint's blocks: its name and their number. */
function blocksOf(name: string): IDBKeyRange {
  return IDBKeyRange.bound([name], [name, []]);
}

/** The result of a request. */
function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = (): void => resolve(request.result);
    request.onerror = (): void => reject(asError(request.error));
  });
}

/**
 * Runs requests in a transaction of its own and waits until that is complete.
 *
 * @param use - May wait for its requests and for nothing else, since a
 *   transaction without requests ends.
 */
async function transact<T>(
  name: string,
  mode: 'readonly' | 'readwrite',
  use: (objects: IDBObjectStore) => Promise<T>,
): Promise<T> {
  try {
    const database = await openDatabase();
    try {
      // 'strict': complete means on disk, so that a crash loses nothing.
      const transaction = database.transaction(OBJECT_STORE, mode, { durability: 'strict' });
      const complete = new Promise<void>((resolve, reject) => {
        transaction.oncomplete = (): void => resolve();
        transaction.onabort = (): void => reject(asError(transaction.error));
      });
      const used = use(transaction.objectStore(OBJECT_STORE)).catch((error: unknown) => {
        // What has been written so far must not stay alone.
        attemptAbort(transaction);
        throw error;
      });
      const [result] = await Promise.all([used, complete]);
      return result;
    } finally {
      // An open connection would keep other tabs from deleting the database.
      database.close();
    }
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    const what = mode === 'readonly' ? 'read from' : 'written to';
    throw new CheckpointError(
      `The checkpoint '${name}' could not be ${what} IndexedDB: ${String(cause)}. ` +
        "Make room in the site's storage, or allow the site to use it.",
      { cause },
    );
  }
}

function attemptAbort(transaction: IDBTransaction): void {
  try {
    transaction.abort();
  } catch {
    // The failed request has aborted it already.
  }
}

function openDatabase(): Promise<IDBDatabase> {
  if (!('indexedDB' in globalThis)) {
    throw new UsageError(
      'indexedDb() needs a browser with IndexedDB, which is not here; ' +
        'in Node use file() from deepq/node.',
    );
  }
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(DATABASE, 1);
    opening.onupgradeneeded = (): void => {
      opening.result.createObjectStore(OBJECT_STORE);
    };
    opening.onsuccess = (): void => resolve(opening.result);
    opening.onerror = (): void => reject(asError(opening.error));
  });
}

function asError(error: DOMException | null): Error {
  return error ?? new Error('the transaction was aborted');
}
