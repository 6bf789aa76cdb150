import { beforeEach, describe, expect, test } from 'vitest';
import { indexedDb, listCheckpoints } from '../../src/browser/indexedDb.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/state/encode.ts';
import { CheckpointError, OptionsError } from '../../src/errors.ts';
import { loadCheckpoint, saveCheckpoint } from '../../src/state/saved.ts';
import type { State, StateTensor } from '../../src/state/state.ts';

function deleteDatabase(): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase('deepq');
    request.onsuccess = (): void => resolve();
    request.onerror = (): void => reject(request.error ?? new Error('not deleted'));
    // A store that left its connection open would get the test in here.
    request.onblocked = (): void => reject(new Error('a connection is still open'));
  });
}

/** Puts a value that deepq would not into the object store. */
function plant(name: string, value: unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('deepq', 1);
    opening.onsuccess = (): void => {
      const transaction = opening.result.transaction('checkpoints', 'readwrite');
      transaction.objectStore('checkpoints').put(value, name);
      transaction.oncomplete = (): void => {
        opening.result.close();
        resolve();
      };
      transaction.onabort = (): void => reject(transaction.error ?? new Error('aborted'));
    };
    opening.onerror = (): void => reject(opening.error ?? new Error('not opened'));
  });
}

/** All keys in the object store. */
function keys(): Promise<IDBValidKey[]> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('deepq', 1);
    opening.onsuccess = (): void => {
      const transaction = opening.result.transaction('checkpoints', 'readonly');
      const request = transaction.objectStore('checkpoints').getAllKeys();
      transaction.oncomplete = (): void => {
        opening.result.close();
        resolve(request.result);
      };
    };
    opening.onerror = (): void => reject(opening.error ?? new Error('not opened'));
  });
}

beforeEach(deleteDatabase);

describe('indexedDb', () => {
  test('lists, tests and deletes', async () => {
    expect(await listCheckpoints()).toEqual([]);
    const large = new Uint8Array(2 ** 23 + 1);
    await indexedDb('b').write(large);
    await indexedDb('a').write(Uint8Array.of(4));
    expect(await listCheckpoints()).toEqual(['a', 'b']);
    expect([await indexedDb('b').exists(), await indexedDb('c').exists()]).toEqual([true, false]);
    await indexedDb('b').delete();
    await indexedDb('c').delete();
    expect(await listCheckpoints()).toEqual(['a']);
    expect(await keys()).toEqual(['a', ['a', 0]]);
    expect(await indexedDb('b').exists()).toBe(false);
    await expect(indexedDb('b').read()).rejects.toThrow(CheckpointError);
  });

  test('reads what was written last, under each name its own', async () => {
    await indexedDb('a').write(Uint8Array.of(1));
    await indexedDb('a').write(Uint8Array.of(2, 3));
    await indexedDb('b').write(Uint8Array.of(4));
    expect(await indexedDb('a').read()).toEqual(Uint8Array.of(2, 3));
    expect(await indexedDb('b').read()).toEqual(Uint8Array.of(4));
    await deleteDatabase();
  });

  test('keeps a copy, and of a view only the view', async () => {
    const buffer = new Uint8Array(1000);
    const view = buffer.subarray(10, 13).fill(5);
    const writing = indexedDb('a').write(view);
    buffer.fill(0);
    await writing;
    const read = await indexedDb('a').read();
    expect(read).toEqual(Uint8Array.of(5, 5, 5));
    expect(read.buffer.byteLength).toBe(3);
  });

  test('holds a checkpoint of some megabytes', async () => {
    const data = Float32Array.from({ length: 1_000_000 }, (_, index) => Math.sin(index));
    const state = { weights: { shape: [1000, 1000], data } };
    const store = indexedDb('large');
    await store.write(encodeCheckpoint({ kind: 'test', state }));
    expect(decodeCheckpoint(await store.read(), { kind: 'test' })).toEqual(state);
  });

  test('holds a checkpoint of several blocks, and nothing of the one before', async () => {
    const stateOf = (megabytes: number): State => {
      const data = new Uint8Array(megabytes * 1_000_000).map((_, index) => index % 251);
      return { megabytes, large: { shape: [data.length], data } };
    };
    const store = indexedDb('large');
    for (const megabytes of [20, 9, 30]) {
      const state = stateOf(megabytes);
      const expected = encodeCheckpoint({ kind: 'test', state });
      const saving = saveCheckpoint(store, { kind: 'test', state });
      (state['large'] as StateTensor).data.fill(0);
      await saving;
      const bytes = await store.read();
      expect(bytes.length).toBe(expected.length);
      expect(bytes.every((byte, index) => byte === expected[index])).toBe(true);
      const read = await loadCheckpoint(store, { kind: 'test' }, (state) => state['megabytes']);
      expect(read).toBe(megabytes);
    }
    await store.write(Uint8Array.of(1));
    expect(await keys()).toEqual(['large', ['large', 0]]);
  });

  test('a block that is gone is told', async () => {
    await indexedDb('a').write(Uint8Array.of(1));
    await plant('a', { blocks: 2 });
    await expect(indexedDb('a').read()).rejects.toThrow(/holds no checkpoint named 'a'/);
  });

  test('a checkpoint in one piece, as it was kept before, is read', async () => {
    await indexedDb('b').write(Uint8Array.of(1));
    await plant('a', Uint8Array.of(5, 6));
    expect(await indexedDb('a').read()).toEqual(Uint8Array.of(5, 6));
  });

  test('a name that nothing was written to has nothing to read', async () => {
    await expect(indexedDb('a').read()).rejects.toThrow(CheckpointError);
    await expect(indexedDb('a').read()).rejects.toThrow(/no checkpoint named 'a'/);
  });

  test('a value that is no checkpoint is refused', async () => {
    await indexedDb('a').write(Uint8Array.of(1));
    await plant('a', 'text');
    await expect(indexedDb('a').read()).rejects.toThrow(
      /holds no checkpoint named 'a', but 'text'/,
    );
  });

  test('a database that lacks the object store is told as a CheckpointError', async () => {
    await new Promise<void>((resolve) => {
      const opening = indexedDB.open('deepq', 1);
      opening.onsuccess = (): void => {
        opening.result.close();
        resolve();
      };
    });
    await expect(indexedDb('a').write(Uint8Array.of(1))).rejects.toThrow(CheckpointError);
    await expect(indexedDb('a').read()).rejects.toThrow(/could not be read from IndexedDB/);
  });

  test.each([[''], [undefined], [7]])('refuses the name %o', (name) => {
    expect(() => indexedDb(name as string)).toThrow(OptionsError);
  });
});
