import { beforeAll, describe, expect, test } from 'vitest';
import { markUnknown, withUnknownMarked } from '../../src/engines/unknownRows.ts';
import { simd } from '../../src/engines/simd/simd.ts';
import { tfjs } from '../../src/tfjs.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { QNetwork } from '../../src/qnetwork/qNetwork.ts';
import type { Batch } from '../../src/replay/batch.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { setUpBackend } from '../support/backends.ts';

const batch: Batch = {
  size: 4,
  observations: Float32Array.of(0, 1, 0, 1, 0, 1, 0, 1),
  nextObservations: Float32Array.of(0, 1, 0, 1, 0, 1, 0, 1),
  actions: Int32Array.of(0, 1, 0, 1),
  rewards: Float32Array.of(1, 2, 3, 4),
  discounts: Float32Array.of(0.5, 0.5, 0, 0.5),
  weights: new Float32Array(4).fill(1),
  nextActionMasks: null,
  actionMasks: null,
};
const broken = {
  ...batch,
  observations: Float32Array.of(0, 1, NaN, 1, 0, 1, 0, 1),
  // What comes after the end is not looked at.
  nextObservations: Float32Array.of(0, 1, 0, 1, NaN, 1, 0, Infinity),
};

test('rewards of transitions that hold NaN or infinity become NaN, in a copy', () => {
  const marked = withUnknownMarked(broken);
  expect([...marked.rewards]).toEqual([1, NaN, 3, NaN]);
  expect([...broken.rewards]).toEqual([1, 2, 3, 4]);
  expect({ ...marked, rewards: null }).toEqual({ ...broken, rewards: null });
  const into = new Float32Array(6);
  markUnknown(broken, into, 1);
  expect([...into]).toEqual([0, 0, NaN, 0, NaN, 0]);
});

test('a sound batch, bytes, states and frames are left as they are', () => {
  expect(withUnknownMarked(batch)).toBe(batch);
  const bytes = { ...batch, observations: new Uint8Array(8), nextObservations: new Uint8Array(8) };
  expect(withUnknownMarked(bytes)).toBe(bytes);
  const states = { ...batch, observations: new Int32Array(4), nextObservations: new Int32Array(4) };
  expect(withUnknownMarked(states)).toBe(states);
  const frames = { ...broken, frames: {} } as never;
  expect(withUnknownMarked(frames)).toBe(frames);
});

describe('an update by observations that are not finite is refused', () => {
  beforeAll(() => setUpBackend('wasm'));

  test.each([
    ['simd', simd()],
    ['tfjs on wasm', tfjs()],
  ])('%s', (_, engine) => {
    const environment = {
      observationSpace: new Box({ low: -1, high: 1, shape: [2] }),
      actionSpace: new Discrete(2),
    };
    const network = new QNetwork({ environment, network: mlp({ hidden: [8, 8] }), engine });
    for (const name of ['observations', 'nextObservations'] as const) {
      const rows = { [name]: new Float32Array(8).fill(NaN) };
      expect(() => network.update({ ...batch, ...rows })).toThrow(/loss became NaN at update 1/);
    }
    expect(network.update(batch).updates).toBe(1);
    network.dispose();
  });
});
