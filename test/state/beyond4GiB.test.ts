import {
  closeSync,
  mkdtempSync,
  openSync,
  realpathSync,
  rmSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { file } from '../../src/node/file.ts';
import { layOut, readDirectory } from '../../src/state/safetensors.ts';
import { readBytes, readParts, type CheckpointSource } from '../../src/state/source.ts';
import type { StateTensor } from '../../src/state/state.ts';
import { TensorInParts } from '../../src/state/tensorInParts.ts';

/** A tensor that says how long it is, and whose data nobody asks for. */
function tensorOf(...shape: number[]): StateTensor {
  return new TensorInParts({ shape, Type: Float32Array, parts: () => [] });
}

const large = tensorOf(3, 2 ** 31);
const small: StateTensor = { shape: [2], data: Uint8Array.of(1, 2) };
const layout = layOut(
  new Map(),
  new Map([
    ['small', small],
    ['large', large],
  ]),
);
const dataStart = layout.header.length;

test('a tensor of 24 GiB is one entry of the header', () => {
  const source: CheckpointSource = {
    byteLength: layout.byteLength,
    readInto: (position, into) =>
      into.set(layout.header.subarray(position, position + into.length)),
    close: () => undefined,
  };
  expect(layout.byteLength).toBe(dataStart + 3 * 2 ** 33 + 2);
  const { tensors } = readDirectory(source);
  const end = dataStart + 3 * 2 ** 33;
  expect(tensors.get('large')).toMatchObject({ shape: [3, 2 ** 31], begin: dataStart, end });
  expect(tensors.get('small')).toMatchObject({ begin: end, end: end + 2 });
});

test('a file is read beyond 4 GiB, part by part', async () => {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'deepq-sparse-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'a');
  const at = 2 ** 33 + 5;
  const descriptor = openSync(path, 'w');
  writeSync(descriptor, layout.header, 0, dataStart, 0);
  writeSync(descriptor, Uint8Array.of(3, 4), 0, 2, at);
  closeSync(descriptor);
  // All else is a hole, which takes no room on the disk.
  truncateSync(path, layout.byteLength);
  const source = await file(path).open();
  expect(source.byteLength).toBe(layout.byteLength);
  expect(readDirectory(source).tensors.get('large')?.shape).toEqual([3, 2 ** 31]);
  expect([...readBytes(source, at - 1, at + 3)]).toEqual([0, 3, 4, 0]);
  const parts = [...readParts(source, at, at + 2 ** 18 + 7)].map(({ length }) => length);
  expect(parts).toEqual([2 ** 18, 7]);
  source.close();
  await expect(file(path).read()).rejects.toThrow(/more than one array can hold here/);
});
