import { scalar, tensor1d, tidy } from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { clipUnread, GradientClip } from '../../src/engines/tfjs/clip.ts';
import { keepIf } from '../../src/engines/tfjs/optimizers.ts';
import type { Engine, EngineState } from '../../src/engines/engine.ts';
import { DivergenceError } from '../../src/errors.ts';
import { buildArchitecture } from '../../src/networks/buildArchitecture.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { adam, rmsprop, sgd, type OptimizerSpec } from '../../src/optimizers/optimizer.ts';
import { QNetwork } from '../../src/qnetwork/qNetwork.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { setUpBackend } from '../support/backends.ts';
import { randomBatch } from './cases.ts';
import { expectClose } from './expectClose.ts';
import { makeOn } from './onEngine.ts';
import { engineNamed } from './engineNamed.ts';

const observationSpace = new Box({ low: -Infinity, high: Infinity, shape: [2] });
const architecture = buildArchitecture(mlp({ hidden: [] }), observationSpace, new Discrete(1));
const optimizers: readonly OptimizerSpec[] = [
  adam({ learningRate: 0.1 }),
  sgd({ learningRate: 0.1, momentum: 0.5 }),
  rmsprop({ learningRate: 0.1, centered: true }),
];

/** A step whose gradient is `[slope · x0, slope · x1, slope]`. */
function step(engine: Engine, x: readonly [number, number], slope: number): void {
  const pass = engine.forwardForTraining(Float32Array.from(x), 1);
  pass.outputs.discard();
  pass.backward(Float32Array.of(slope), 0.1);
}

describe.each(['simd', 'tfjs on cpu', 'tfjs on wasm'] as const)('%s', (name) => {
  async function make(optimizer: OptimizerSpec, gradientClipNorm: number | null): Promise<Engine> {
    const weights = Float32Array.of(0.5, -0.25, 0.125);
    return makeOn(name, { architecture, optimizer, gradientClipNorm, weights });
  }

  async function stateAfter(
    engine: Engine,
    ...steps: readonly (readonly [[number, number], number])[]
  ): Promise<EngineState> {
    for (const [x, slope] of steps) step(engine, x, slope);
    const state = await engine.getState();
    engine.dispose();
    return state;
  }

  test.each(optimizers)('a clip norm of 1e308 is no clip norm: $type', async (optimizer) => {
    const one = await stateAfter(await make(optimizer, 1e308), [[1, 2], 3], [[-4, 5], -1]);
    const other = await stateAfter(await make(optimizer, null), [[1, 2], 3], [[-4, 5], -1]);
    expect(one).toEqual(other);
    expect(one.online.every(Number.isFinite)).toBe(true);
  });

  test('what is finite is clipped, however large: 1e25 as by hand', async () => {
    const engine = await make(sgd({ learningRate: 0.1 }), 10);
    step(engine, [3e25, -4e25], 1);
    expect(engine.gradientNorm / 5e25).toBeCloseTo(1, 6);
    // 0.1 · 10 · (0.6, −0.8, 0) is taken off.
    expectClose(await engine.getWeights('online'), [0.5 - 0.6, -0.25 + 0.8, 0.125], 1e-6);
    expect(engine.updates).toBe(1);
    engine.dispose();
  });

  test.each(
    optimizers.flatMap((optimizer) =>
      (
        [
          ['no clip norm', null, 1e25, 1],
          ['a clip norm as large', 1e308, 1e25, 1],
          ['a square that overflows', 1e30, 1e19, 1],
          ['infinity', 10, 3e38, 1e3],
        ] as const
      ).map(([what, clipNorm, x, slope]) => ({ optimizer, what, clipNorm, x, slope })),
    ),
  )('$optimizer.type, $what: refused, and nothing has changed', async (given) => {
    const { optimizer, clipNorm, x, slope } = given;
    const engine = await make(optimizer, clipNorm);
    step(engine, [1, 2], 3);
    const before = await engine.getState();
    expect(() => {
      step(engine, [x, x], slope);
    }).toThrow(DivergenceError);
    expect(() => {
      step(engine, [x, x], slope);
    }).toThrow(/^The norm of the gradient is \S+ at update 2, .*the weights were left as they are/);
    expect(await engine.getState()).toEqual(before);
    // It goes on as if nothing had been.
    step(engine, [-4, 5], -1);
    const after = await engine.getState();
    engine.dispose();
    const plain = await make(optimizer, clipNorm);
    expect(after).toEqual(await stateAfter(plain, [[1, 2], 3], [[-4, 5], -1]));
  });

  test('a refused first step leaves no norm of a step behind a new state', async () => {
    const engine = await make(adam({ learningRate: 0.1 }), null);
    expect(engine.gradientNorm).toBeNaN();
    expect(() => {
      step(engine, [1e25, 0], 1);
    }).toThrow(DivergenceError);
    expect(engine.updates).toBe(0);
    engine.setState(await engine.getState());
    expect(engine.gradientNorm).toBeNaN();
    engine.dispose();
  });
});

test.each(['simd', 'tfjs'] as const)(
  'QNetwork on %s learns from observations of 1e25 where it clips, and says so where not',
  async (name) => {
    const engine = engineNamed(name);
    await setUpBackend('wasm');
    const environment = { observationSpace, actionSpace: new Discrete(3) };
    const network = mlp({ hidden: [5] });
    const usual = randomBatch({ name: '', environment, network }, 4);
    const batch = {
      ...usual,
      observations: new Float32Array(8).fill(1e25),
      discounts: new Float32Array(4),
    };
    const clipping = new QNetwork({ environment, network, engine });
    const before = await clipping.getWeights();
    expect(clipping.update(batch).loss).toBeGreaterThan(1e20);
    const after = await clipping.getWeights();
    expect(after).not.toEqual(before);
    expect(Object.values(after).every(({ data }) => data.every(Number.isFinite))).toBe(true);
    clipping.dispose();

    const bare = new QNetwork({ environment, network, engine, gradientClipNorm: null });
    expect(() => bare.update(batch)).toThrow('Set gradientClipNorm, such as 10');
    await expect(bare.updateAsync(batch)).rejects.toThrow(DivergenceError);
    expect(await bare.getWeights()).toEqual(before);
    expect(bare.update(usual).updates).toBe(1);
    bare.dispose();
  },
);

describe('where the norm comes by promise', () => {
  test.each([
    [[3, 4], null, 5, 1, true],
    [[3, 4], 10, 5, 1, true],
    [[3, 4], 1e308, 5, 1, true],
    [[3, 4], 1, 5, 0.2, true],
    [[0, 0], 1, 0, 1, true],
    [[3e25, 4e25], 10, 5e25, 2e-25, true],
    [[3e25, 4e25], null, 5e25, 1, false],
    [[3e25, 4e25], 1e308, 5e25, 1, false],
    [[Infinity, 1], 10, NaN, NaN, false],
    [[NaN, 1], 10, NaN, NaN, false],
  ] as const)('%j with the clip norm %s', async ([a, b], maxNorm, norm, factor, usable) => {
    await setUpBackend('cpu');
    tidy(() => {
      const found = clipUnread([tensor1d([a]), tensor1d([b])], maxNorm);
      const read = found.norm.dataSync()[0] ?? -1;
      if (Number.isNaN(norm)) expect(read).toBeNaN();
      else expect(Math.abs(read - norm)).toBeLessThanOrEqual(1e-6 * norm);
      const scale = found.factor?.dataSync()[0] ?? 1;
      if (usable) expect(scale / factor).toBeCloseTo(1, 5);
      expect(found.isUsable.dataSync()[0]).toBe(usable ? 1 : 0);
    });
  });

  test('a step that cannot be taken is not kept', async () => {
    await setUpBackend('cpu');
    tidy(() => {
      const before = { weights: tensor1d([1, 2]), slots: { mean: tensor1d([3, 4]) } };
      const after = { weights: tensor1d([NaN, 5]), slots: { mean: tensor1d([6, Infinity]) } };
      const kept = keepIf(scalar(0, 'bool'), after, before);
      expect([...kept.weights.dataSync(), ...(kept.slots['mean']?.dataSync() ?? [])]).toEqual([
        1, 2, 3, 4,
      ]);
      const taken = keepIf(scalar(1, 'bool'), after, before);
      expect([...taken.weights.dataSync()]).toEqual([NaN, 5]);
    });
  });

  test('the next one is refused, and then they go on', async () => {
    await setUpBackend('cpu');
    const clip = new GradientClip(null, { name: 'webgpu', reads: 'async' });
    const apply = (value: number, update: number): boolean =>
      tidy(() => clip.apply([tensor1d([value])], update).isUsable?.dataSync()[0] === 1);
    expect(apply(1e25, 4)).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(clip.norm / 1e25).toBeCloseTo(1, 6);
    expect(() => apply(1, 5)).toThrow('at update 4');
    expect(apply(2, 5)).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(clip.norm).toBe(2);
    expect(apply(2, 6)).toBe(true);
  });
});
