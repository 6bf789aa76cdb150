import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CheckpointError, ShapeError } from '../../src/errors.ts';
import { copyState, copyTensor } from '../../src/state/copyState.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/state/encode.ts';
import {
  forEachElement,
  partsOf,
  TensorInParts,
  tensorOfRows,
} from '../../src/state/tensorInParts.ts';

/** Parts that are overwritten by the next one, as a replay buffer's are. */
function inParts(data: Float32Array, partLength: number): TensorInParts<Float32Array> {
  function* parts(): Generator<Float32Array> {
    const scratch = new Float32Array(partLength);
    for (let begin = 0; begin < data.length; begin += partLength) {
      const piece = data.subarray(begin, begin + partLength);
      scratch.set(piece);
      yield scratch.subarray(0, piece.length);
    }
  }
  return new TensorInParts({ shape: [data.length], Type: Float32Array, parts });
}

test('however it is cut, a tensor in parts is saved and copied like one in a piece', () => {
  fc.assert(
    fc.property(fc.float32Array({ maxLength: 40 }), fc.integer({ min: 1, max: 9 }), (data, cut) => {
      const whole = { a: { shape: [data.length], data }, b: [1, { c: null }] };
      const parted = { ...whole, a: inParts(data, cut) };
      const bytes = encodeCheckpoint({ kind: 'k', state: whole });
      expect(encodeCheckpoint({ kind: 'k', state: parted })).toEqual(bytes);
      expect(decodeCheckpoint(bytes, { kind: 'k' })).toEqual(whole);
      expect(parted.a.data).toEqual(data);
      expect(copyState(parted)).toEqual(whole);
      // As if there were too much for one array.
      const copied = copyTensor(parted.a, 0);
      expect(copied.data).toEqual(data);
      expect(encodeCheckpoint({ kind: 'k', state: { ...whole, a: copied } })).toEqual(bytes);
    }),
  );
});

test('copies do not change with the original', () => {
  const data = Float32Array.of(1, 2, 3);
  const state = { a: { shape: [3], data }, b: { c: [inParts(data, 2)] } };
  const copy = copyState(state);
  const large = copyTensor(inParts(data, 2), 0);
  data.fill(9);
  const expected = { shape: [3], data: Float32Array.of(1, 2, 3) };
  expect(copy).toEqual({ a: expected, b: { c: [expected] } });
  expect(large.data).toEqual(expected.data);
});

describe('parts that do not fill the shape', () => {
  test.each([
    [2, /must hold 2 elements in all; received 3 or more/],
    [5, /must hold 5 elements in all; received 4/],
  ])('are refused where they end (shape [%d])', (length, message) => {
    const tensor = new TensorInParts({
      shape: [length],
      Type: Uint8Array,
      parts: () => [Uint8Array.of(1, 2, 3), Uint8Array.of(4)],
    });
    expect(() => tensor.data).toThrow(ShapeError);
    expect(() => [...partsOf(tensor)]).toThrow(message);
    expect(() => encodeCheckpoint({ kind: 'k', state: { tensor } })).toThrow(ShapeError);
  });
});

test('rows are made in order, and anew each time', () => {
  const calls: [number, number][] = [];
  // A row is half a part, so that there are several parts.
  const rowLength = 2 ** 15;
  const tensor = tensorOfRows(Int32Array, [5, rowLength], () => {
    let row = 0;
    return (part, begin, end) => {
      calls.push([begin, end]);
      for (; row < end; row++) part.fill(row, (row - begin) * rowLength);
    };
  });
  for (const _ of [1, 2]) {
    const seen = [0, 0, 0, 0, 0];
    let isInOrder = true;
    forEachElement(tensor, (row, index) => {
      isInOrder &&= Math.floor(index / rowLength) === row;
      seen[row] = (seen[row] ?? NaN) + 1;
    });
    expect(isInOrder).toBe(true);
    expect(seen).toEqual(Array(5).fill(rowLength));
  }
  expect(calls.slice(0, 3)).toEqual([[0, 2], [2, 4], [4, 5]]); // prettier-ignore
  expect(calls).toHaveLength(6);
});

test('a tensor without rows, or with empty ones, has no elements', () => {
  for (const shape of [
    [0, 3],
    [3, 0],
  ] as [number, number][]) {
    const tensor = tensorOfRows(Uint8Array, shape, () => () => undefined);
    expect(tensor.data).toEqual(new Uint8Array(0));
  }
});

test('more than an array can hold is told, and can still be read in parts', () => {
  const part = new Uint8Array(1);
  const tensor = new TensorInParts({ shape: [2 ** 40], Type: Uint8Array, parts: () => [part] });
  expect(() => tensor.data).toThrow(CheckpointError);
  expect(() => tensor.data).toThrow(/read it part by part/);
  expect(partsOf(tensor).next().value).toBe(part);
});
