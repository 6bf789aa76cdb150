import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Device } from '../../../../src/engines/webgpu/device.ts';
import { layOutBatch, packBatch } from '../../../../src/engines/webgpu/heads/batchLayout.ts';
import { headProgram, type HeadProgram } from '../../../../src/engines/webgpu/heads/headProgram.ts';
import { c51Head } from '../../../../src/heads/c51Head.ts';
import { cql } from '../../../../src/heads/cql.ts';
import type { Head } from '../../../../src/heads/head.ts';
import { hlGaussHead } from '../../../../src/heads/hlGaussHead.ts';
import { iqnHead } from '../../../../src/heads/iqnHead.ts';
import { largeMargin } from '../../../../src/heads/largeMargin.ts';
import { munchausenHead } from '../../../../src/heads/munchausenHead.ts';
import { qHead } from '../../../../src/heads/qHead.ts';
import { quantileHead } from '../../../../src/heads/quantileHead.ts';
import { cvar, type Risk } from '../../../../src/heads/risk.ts';
import { batchOf } from '../../../heads/headLaws.ts';
import { hasGpu, testDevice } from '../device.ts';
import { evaluateHere, evaluateOnDevice } from './evaluateOnDevice.ts';

/** Whether there is a shader for a head whose actions have so many outputs. */
function hasProgram(head: Head): boolean {
  return programOf(head) !== null;
}

function programOf(head: Head): HeadProgram | null {
  const width = head.outputsPerAction;
  const { uses } = head;
  const widths = {
    online: width,
    nextTarget: width,
    nextOnline: uses.nextOnline ? width : 0,
    target: uses.target ? width : 0,
  };
  const starts = { online: 0, nextTarget: 0, nextOnline: 0, target: 0 };
  return headProgram(head, { batch: 2, actions: 3, widths, starts, widthFirst: false });
}

/** Bytes of the memory of a workgroup: each variable of a shader begins at a multiple of 16. */
function memoryOf(code: string): number {
  const variables = code.matchAll(/var<workgroup> \w+: array<(\w+), (\d+)>/g);
  const words = { f32: 1, vec2f: 2, vec4f: 4 } as Record<string, number>;
  return [...variables].reduce(
    (sum, [, type, length]) => sum + 16 * Math.ceil((words[type!]! * Number(length)) / 4),
    0,
  );
}

describe('which heads have a shader', () => {
  test('those of the library', () => {
    expect(hasProgram(qHead())).toBe(true);
    expect(hasProgram(cql({ head: c51Head({ min: 0, max: 1 }) }))).toBe(true);
    expect(hasProgram(quantileHead({ risk: cvar(0.2) }))).toBe(true);
  });

  test('not heads of which a part was replaced, nor what is made of them', () => {
    const { evaluate, values } = qHead();
    for (const own of [
      { ...qHead(), evaluate },
      { ...qHead(), values },
      { ...qHead(), options: { double: true } },
      { ...qHead(), kind: 'munchausen' },
    ]) {
      expect(hasProgram(own)).toBe(false);
      expect(hasProgram(cql({ head: own }))).toBe(false);
    }
    expect(hasProgram({ ...qHead() })).toBe(true);
  });

  test('not heads with a risk measure of a user, even if it is called cvar', () => {
    const wang: Risk = { kind: 'wang', options: {}, distortion: (share) => share ** 2 };
    const named: Risk = {
      kind: 'cvar',
      options: { level: 0.5 },
      distortion: (share) => share ** 2,
    };
    for (const risk of [wang, named]) {
      expect(hasProgram(quantileHead({ risk }))).toBe(false);
      expect(hasProgram(c51Head({ min: 0, max: 1, risk }))).toBe(false);
    }
  });

  test('not those that do not fit into the memory of a workgroup', () => {
    expect(hasProgram(quantileHead({ quantiles: 3900 }))).toBe(true);
    expect(hasProgram(quantileHead({ quantiles: 4000 }))).toBe(false);
  });

  test.each([
    ['quantile', (quantiles: number): Head => quantileHead({ quantiles })],
    ['cql of quantile', (quantiles: number): Head => cql({ head: quantileHead({ quantiles }) })],
    ['c51', (atoms: number): Head => c51Head({ min: 0, max: 1, atoms })],
    ['cql of c51', (atoms: number): Head => cql({ head: c51Head({ min: 0, max: 1, atoms }) })],
  ] as const)('%s: the largest one that has a shader fits', (_, make) => {
    const largest = Array.from({ length: 300 }, (_, index) => make(4100 - index)).find((head) =>
      hasProgram(head),
    );
    const bytes = memoryOf(programOf(largest!)!.code);
    expect(bytes).toBeLessThanOrEqual(16_384);
    expect(bytes).toBeGreaterThan(16_000);
  });
});

test('a batch in one vector', () => {
  const use = { actionMasks: true, choosesAtState: true, demonstrations: true, fractions: 1 };
  const layout = layOutBatch(2, 2, use);
  const columns = { actions: [1, 0], rewards: [3, 4], discounts: [0.5, 0] };
  const nextActionMasks = [1, 0, 0, 0];
  const batch = batchOf(columns, { weights: [0.25, 1], nextActionMasks, demonstrations: [0, 1] });
  const into = new Float32Array(layout.length);
  packBatch(layout, batch, Float32Array.of(0.75, 0.5), into);
  const all = [1, 0, 3, 4, 0.5, 0, 0.25, 1, ...nextActionMasks, 1, 1, 1, 1, 0, 1, 0.75, 0.5];
  expect([...into]).toEqual(all);
  const none = batchOf({ ...columns, discounts: [0.5, 0.5] }, { nextActionMasks });
  expect(() => packBatch(layout, none, null, into)).toThrow('allows no action in row 1');
  const here = batchOf(columns, { actionMasks: [0, 0, 1, 1] });
  expect(() => packBatch(layout, here, null, into)).toThrow('allows no action in row 0');
  const looser = layOutBatch(2, 2, { ...use, choosesAtState: false });
  packBatch(looser, here, null, into);
  expect(into[12]).toBe(0);
});

test('a transition whose observations are not finite has no reward to learn from', () => {
  const use = { actionMasks: false, choosesAtState: false, demonstrations: false, fractions: 0 };
  const layout = layOutBatch(4, 1, use);
  const rewards = [1, 2, 3, 4];
  const columns = { actions: [0, 0, 0, 0], rewards, discounts: [0.5, 0.5, 0, 0.5] };
  const batch = {
    ...batchOf(columns),
    observations: Float32Array.of(0, 1, NaN, 1, 0, 1, 0, 1),
    // What comes after the end is not looked at.
    nextObservations: Float32Array.of(0, 1, 0, 1, NaN, 1, 0, Infinity),
  };
  const into = new Float32Array(layout.length);
  packBatch(layout, batch, null, into);
  expect([...into.subarray(layout.rewards, layout.rewards + 4)]).toEqual([1, NaN, 3, NaN]);
  const frames = { observations: batch.observations } as never;
  packBatch(layout, { ...batch, frames }, null, into);
  expect([...into.subarray(layout.rewards, layout.rewards + 4)]).toEqual(rewards);
});

describe.skipIf(!(await hasGpu()))('on a device', () => {
  let device: Device;
  beforeAll(async () => {
    device = await testDevice();
  });
  afterAll(() => {
    device.gpu.destroy();
  });

  const pass = { actions: 2, nextOnline: null, target: null, fractions: null };

  test.each([
    ['q', qHead({ double: false }), 1, false],
    ['double q', qHead(), 1, false],
    ['munchausen', munchausenHead(), 1, true],
    ['c51', c51Head({ min: -1, max: 1, atoms: 3 }), 3, false],
    ['quantile', quantileHead({ quantiles: 3 }), 3, false],
    ['iqn', iqnHead({ fractions: { acting: 3, online: 3, target: 3 } }), 3, false],
  ])('%s does not look at a state without a future', async (_name, head, width, here) => {
    const columns = { actions: [1], rewards: [0.5], discounts: [0] };
    const batch = batchOf(columns, { nextActionMasks: [0, 0] });
    const outputs = Float32Array.from({ length: 2 * width }, (_, index) => (index % 3) / 4);
    const unknown = new Float32Array(2 * width).fill(NaN);
    const input = {
      ...pass,
      batch,
      online: outputs,
      nextTarget: unknown,
      nextOnline: head.uses.nextOnline ? unknown : null,
      target: here ? outputs : null,
      fractions: head.fractions ? Float32Array.of(0.2, 0.5, 0.8) : null,
    };
    const { isRefused, ...found } = await evaluateOnDevice(device, head, input);
    const expected = evaluateHere(head, input);
    expect(isRefused).toBe(false);
    expect(found.loss).toBeCloseTo(expected.loss, 6);
    expect(found.outputGradient[width]).toBeCloseTo(expected.outputGradient[width]!, 6);
    expect(expected.loss).toBeGreaterThan(0);
  });

  test.each([
    ['q', qHead(), 1],
    ['munchausen', munchausenHead(), 1],
    ['c51', c51Head({ min: -1, max: 1, atoms: 3 }), 3],
    ['single c51', c51Head({ min: -1, max: 1, atoms: 3, double: false }), 3],
    ['hlGauss', hlGaussHead({ min: -1, max: 1, bins: 3 }), 3],
    ['quantile', quantileHead({ quantiles: 3 }), 3],
    ['iqn', iqnHead({ fractions: { acting: 3, online: 3, target: 3 } }), 3],
    ['cql of c51', cql({ head: c51Head({ min: -1, max: 1, atoms: 3 }) }), 3],
  ])('%s refuses a return of NaN, also at the end', async (_name, head, width) => {
    const outputs = Float32Array.from({ length: 2 * width }, (_, index) => (index % 3) / 4);
    for (const [reward, discount] of [
      [NaN, 0.5],
      [NaN, 0],
      [0.5, 0.5],
    ] as const) {
      const batch = batchOf({ actions: [1], rewards: [reward], discounts: [discount] });
      const { isRefused } = await evaluateOnDevice(device, head, {
        ...pass,
        batch,
        online: outputs,
        nextTarget: outputs,
        nextOnline: head.uses.nextOnline ? outputs : null,
        target: head.uses.target ? outputs : null,
        fractions: head.fractions ? Float32Array.of(0.2, 0.5, 0.8) : null,
      });
      expect(isRefused).toBe(Number.isNaN(reward));
    }
  });

  test.each([
    ['q', qHead({ double: false }), 1],
    ['c51', c51Head({ min: -1, max: 1, atoms: 3, double: false }), 3],
    ['hlGauss', hlGaussHead({ min: -1, max: 1, bins: 3, double: false }), 3],
    ['double hlGauss', hlGaussHead({ min: -1, max: 1, bins: 3 }), 3],
    ['quantile', quantileHead({ quantiles: 3, double: false }), 3],
  ])('%s refuses a target network whose outputs are NaN', async (_name, head, width) => {
    const outputs = Float32Array.from({ length: 2 * width }, (_, index) => (index % 3) / 4);
    const batch = batchOf({ actions: [1], rewards: [0.5], discounts: [0.5] });
    const { isRefused } = await evaluateOnDevice(device, head, {
      ...pass,
      batch,
      online: outputs,
      nextTarget: new Float32Array(2 * width).fill(NaN),
      nextOnline: head.uses.nextOnline ? outputs : null,
    });
    expect(isRefused).toBe(true);
  });

  test.each([
    ['huberDelta 1e300', qHead({ huberDelta: 1e300 })],
    ['huberDelta 1e-300', qHead({ huberDelta: 1e-300 })],
    ['temperature 1e-300', munchausenHead({ temperature: 1e-300 })],
    ['logPolicyMin -1e300', munchausenHead({ logPolicyMin: -1e300 })],
    ['margin 1e-300', largeMargin({ margin: 1e-300 })],
  ])('options beyond single precision: %s', async (_name, head) => {
    const batch = batchOf({ actions: [1], rewards: [0.5], discounts: [0.5] });
    const input = {
      ...pass,
      batch: { ...batch, demonstrations: Uint8Array.of(1) },
      online: Float32Array.of(1, 2.5),
      nextTarget: Float32Array.of(0.25, 0.75),
      nextOnline: head.uses.nextOnline ? Float32Array.of(2, 1) : null,
      target: head.uses.target ? Float32Array.of(0.5, 1.5) : null,
    };
    const { isRefused, ...found } = await evaluateOnDevice(device, head, input);
    const expected = evaluateHere(head, input);
    expect(isRefused).toBe(false);
    expect(found.loss).toBeCloseTo(expected.loss, 6);
    expect(found.tdErrors[0]).toBeCloseTo(expected.tdErrors[0]!, 6);
    expect(found.outputGradient[1]).toBeCloseTo(expected.outputGradient[1]!, 6);
  });

  test.each([
    ['NaN in s', [NaN, 1], [1, 2], 0],
    ["NaN in s', though another action has more", [1, 1], [NaN, 9], 0],
    ['infinity', [1, 1], [Infinity, 2], 0],
    ['a TD error beyond single precision', [-3e38, 1], [3e38, 2], 3e38],
    ['a gradient that overflows when it is squared', [3e13, 1], [1, 2], 0],
  ])('%s is refused', async (_name, online, next, reward) => {
    const batch = batchOf({ actions: [0], rewards: [reward], discounts: [1] });
    const head = qHead({ double: false, loss: reward === 0 ? 'mse' : 'huber' });
    const input = {
      ...pass,
      batch,
      online: Float32Array.from(online),
      nextTarget: Float32Array.from(next),
    };
    const { isRefused } = await evaluateOnDevice(device, head, input);
    expect(isRefused).toBe(true);
    const sound = { ...input, online: Float32Array.of(1, 1), nextTarget: Float32Array.of(1, 2) };
    const calm = batchOf({ actions: [0], rewards: [1], discounts: [1] });
    const { isRefused: again } = await evaluateOnDevice(device, head, { ...sound, batch: calm });
    expect(again).toBe(false);
  });
});
