import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { CheckpointError, ShapeError, ValueError } from '../../src/errors.ts';
import { file } from '../../src/node/file.ts';
import { copyToBlocks, joinBlocks } from '../../src/state/blocks.ts';
import { encodeCheckpoint } from '../../src/state/encode.ts';
import { memoryStore } from '../../src/state/memoryStore.ts';
import { loadCheckpoint, saveCheckpoint } from '../../src/state/saved.ts';
import { readBytes, readParts, sourceOf } from '../../src/state/source.ts';
import type { State } from '../../src/state/state.ts';
import type { CheckpointStore } from '../../src/state/store.ts';
import { TensorInParts } from '../../src/state/tensorInParts.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), 'deepq-saved-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

/** A store that somebody wrote without parts in mind. */
function simpleStore(): CheckpointStore {
  let held = new Uint8Array();
  return {
    write: async (bytes) => void (held = bytes.slice()),
    read: async () => held,
  };
}

const stores: [string, () => CheckpointStore][] = [
  ['file', () => file(join(folder, 'a'))],
  ['memoryStore', memoryStore],
  ['a simple store', simpleStore],
];

const kind = 'test';
/** Large enough for several parts, and to be read late. */
const stateOf = (
  fill: number,
): { count: number; large: { shape: number[]; data: Uint8Array } } => ({
  count: fill,
  large: { shape: [3, 1_000_001], data: new Uint8Array(3_000_003).fill(fill) },
});

describe.each(stores)('%s', (_, makeStore) => {
  test('gives back what was saved, which may change right after the call', async () => {
    const store = makeStore();
    const state = stateOf(3);
    const saving = saveCheckpoint(store, { kind, state });
    state.large.data.fill(9);
    await saving;
    const expected = encodeCheckpoint({ kind, state: stateOf(3) });
    const encoded = await loadCheckpoint(store, { kind }, (read) =>
      encodeCheckpoint({ kind, state: read }),
    );
    expect(Buffer.compare(encoded, expected)).toBe(0);
    // The same bytes, whichever way they take.
    expect(Buffer.compare(await store.read(), expected)).toBe(0);
  });

  test('keeps what it has where the state cannot be saved', async () => {
    const store = makeStore();
    await saveCheckpoint(store, { kind, state: stateOf(1) });
    const short = new TensorInParts({
      shape: [3_000_000],
      Type: Uint8Array,
      parts: () => [new Uint8Array(2_000_000)],
    });
    for (const [state, expected] of [
      [{ a: NaN }, ValueError],
      [{ a: { shape: [2], data: new Uint8Array(1) } }, ShapeError],
      // Found out only when most of it has been written.
      [{ a: short }, ShapeError],
    ] as const) {
      await expect(saveCheckpoint(store, { kind, state })).rejects.toThrow(expected);
    }
    expect(await loadCheckpoint(store, { kind }, ({ count }) => count)).toBe(1);
  });

  test('refuses another kind, and hands on what the function throws', async () => {
    const store = makeStore();
    await saveCheckpoint(store, { kind, state: stateOf(1) });
    const load = (as: string, use: () => void): Promise<void> =>
      loadCheckpoint(store, { kind: as }, use);
    await expect(load('other', () => undefined)).rejects.toThrow(/'test', but 'other'/);
    const error = new Error('mine');
    await expect(
      load(kind, () => {
        throw error;
      }),
    ).rejects.toBe(error);
  });

  test('a tensor that is kept too long says so, or is there', async () => {
    const store = makeStore();
    await saveCheckpoint(store, { kind, state: stateOf(5) });
    const kept = await loadCheckpoint(store, { kind }, (state) => state);
    expect(kept['count']).toBe(5);
    const read = (): unknown => (kept['large'] as { data: unknown }).data;
    expect(read).toThrow(CheckpointError);
    expect(read).toThrow(/closed by now/);
  });
});

test('what is read stays what it was at the start, whatever is saved meanwhile', async () => {
  for (const store of [file(join(folder, 'a')), memoryStore()]) {
    await saveCheckpoint(store, { kind, state: stateOf(1) });
    const source = await store.open();
    await saveCheckpoint(store, { kind, state: stateOf(2) });
    const [bytes] = [readBytes(source, 0, source.byteLength)];
    source.close();
    expect(Buffer.compare(bytes, encodeCheckpoint({ kind, state: stateOf(1) }))).toBe(0);
  }
});

test('a small file is read once while it is open, a large one as often as it is asked', async () => {
  for (const length of [300_000, 3_000_000]) {
    const store = file(join(folder, 'a'));
    const state = { large: { shape: [length], data: new Uint8Array(length).fill(1) } };
    await saveCheckpoint(store, { kind, state });
    const source = await store.open();
    const first = (): number =>
      [...readParts(source, source.byteLength - 20, source.byteLength)][0]![0]!;
    expect(first()).toBe(1);
    const bytes = readFileSync(join(folder, 'a'));
    bytes.subarray(-20).fill(2);
    writeFileSync(join(folder, 'a'), bytes);
    expect(first()).toBe(length < 2 ** 20 ? 1 : 2);
    // What has been read once counts, however it is asked for.
    const last = readBytes(source, source.byteLength - 20, source.byteLength);
    expect(last[0]).toBe(first());
    source.close();
    expect(first).toThrow(/was closed/);
  }
});

test('what lies in memory is taken where it fits, and read otherwise', () => {
  const bytes = Uint8Array.from({ length: 64 }, (_, index) => index);
  const read = (view: (begin: number, end: number) => unknown): number[] => {
    const source = { ...sourceOf([bytes]), view: view as never };
    return [...readParts(source, 8, 40)].flatMap((part) => [...part]);
  };
  const expected = [...bytes.subarray(8, 40)];
  const marked = bytes.slice().fill(99, 8, 40);
  expect(read((begin, end) => marked.subarray(begin, end))).toEqual(expected.fill(99));
  const others = [() => null, () => marked.subarray(0, 5), () => 'text'];
  for (const view of others) expect(read(view)).toEqual([...bytes.subarray(8, 40)]);
  const askew = new Uint8Array(65).subarray(1);
  expect(read((begin, end) => askew.subarray(begin, end))).toEqual([...bytes.subarray(8, 40)]);
});

describe('a damaged file', () => {
  const state: State = {
    updates: 3,
    weights: { shape: [2, 2], data: Float32Array.of(0.1, 0.2, 0.3, 0.4) },
    pixels: { shape: [3], data: Uint8Array.of(1, 2, 3) },
  };
  const load = (): Promise<unknown> =>
    loadCheckpoint(file(join(folder, 'a')), { kind }, () => {
      throw new Error('a damaged checkpoint has been handed on');
    });

  test('is refused, cut at any length', async () => {
    const bytes = encodeCheckpoint({ kind, state });
    for (let length = 0; length < bytes.length; length++) {
      writeFileSync(join(folder, 'a'), bytes.subarray(0, length));
      await expect(load(), `${length} bytes`).rejects.toThrow(/truncated/);
    }
  });

  test('is refused with any one byte changed', async () => {
    const bytes = encodeCheckpoint({ kind, state });
    for (let index = 0; index < bytes.length; index++) {
      const damaged = bytes.slice();
      damaged[index] = (damaged[index] ?? 0) ^ (1 << (index % 8));
      writeFileSync(join(folder, 'a'), damaged);
      await expect(load(), `byte ${index}`).rejects.toThrow(CheckpointError);
    }
  });

  test('that becomes shorter while it is read is an error', async () => {
    await saveCheckpoint(file(join(folder, 'a')), { kind, state: stateOf(1) });
    const source = await file(join(folder, 'a')).open();
    writeFileSync(join(folder, 'a'), readFileSync(join(folder, 'a')).subarray(0, 1000));
    expect(() => readBytes(source, 900, 1100)).toThrow(/became shorter meanwhile/);
    source.close();
  });
});

test('blocks of any length hold the same bytes, and so do sources of them', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 6 }),
      fc.integer({ min: 1, max: 30 }),
      fc.nat(130),
      fc.nat(130),
      (parts, blockBytes, from, to) => {
        const all = Uint8Array.from(parts.flatMap((part) => [...part]));
        const blocks = copyToBlocks('store', parts, blockBytes);
        for (const block of blocks.slice(0, -1)) expect(block.length).toBe(blockBytes);
        expect(joinBlocks(blocks)).toEqual(all);
        for (const source of [sourceOf(blocks), sourceOf([...parts])]) {
          expect(source.byteLength).toBe(all.length);
          const [begin, end] = [from, to].map((at) => Math.min(at, all.length)) as [number, number];
          if (begin > end) return;
          expect(readBytes(source, begin, end)).toEqual(all.subarray(begin, end));
          const read = [...readParts(source, begin, end)].flatMap((part) => [...part]);
          expect(read).toEqual([...all.subarray(begin, end)]);
        }
      },
    ),
  );
});
