import { copyBytes } from '../state/bytes.ts';
import type { CheckpointStore } from '../state/store.ts';
import { CheckpointError, OptionsError, UsageError } from '../errors.ts';
import { show } from '../validation/options.ts';
import { isUint8Array } from '../validation/typedArrays.ts';

const DATABASE = 'deepq';
const OBJECT_STORE = 'checkpoints';

/**
 * A store that keeps its checkpoint in the browser's IndexedDB, under a name.
 * It is still there after the page is closed, until the user clears the
 * site's data. Works in workers as well.
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
export function indexedDb(name: string): CheckpointStore {
  if (typeof name !== 'string' || name === '') {
    throw new OptionsError(
      `indexedDb(name) needs a name; received ${show(name)}. Pass one such as 'cartpole'.`,
    );
  }
  return {
    async write(bytes: Uint8Array): Promise<void> {
      // A copy: storing a view would store all of the buffer behind it.
      const copy = copyBytes('indexedDb()', bytes);
      await transact(name, 'readwrite', (objects) => objects.put(copy, name));
    },
    async read(): Promise<Uint8Array> {
      const found = await transact(name, 'readonly', (objects): IDBRequest<unknown> =>
        objects.get(name),
      );
      if (isUint8Array(found)) return found;
      throw new CheckpointError(
        `IndexedDB holds no checkpoint named '${name}'; received ${show(found)}. ` +
          'Check the name, or save a checkpoint first.',
      );
    },
  };
}

/** Runs one request in a transaction of its own and waits until that is complete. */
async function transact<T>(
  name: string,
  mode: 'readonly' | 'readwrite',
  request: (objects: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  try {
    const database = await openDatabase();
    try {
      // 'strict': complete means on disk, so that a crash loses nothing.
      const transaction = database.transaction(OBJECT_STORE, mode, { durability: 'strict' });
      const sent = request(transaction.objectStore(OBJECT_STORE));
      await new Promise<void>((resolve, reject) => {
        transaction.oncomplete = (): void => resolve();
        transaction.onabort = (): void => reject(asError(transaction.error));
      });
      return sent.result;
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
