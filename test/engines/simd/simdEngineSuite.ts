import { describe, expect, test } from 'vitest';
import { cnn } from '../../../src/networks/cnn.ts';
import { mlp } from '../../../src/networks/mlp.ts';
import { adam, rmsprop, sgd } from '../../../src/optimizers/optimizer.ts';
import { createRandom } from '../../../src/random/createRandom.ts';
import { builds, makeEngine as make, regress, type SimdOptions } from './support.ts';

const random = createRandom(2);
const noise = (length: number): Float32Array =>
  Float32Array.from({ length }, () => random.normal());

/**
 * What holds on every host, with every build of the kernels.
 *
 * @param setUpBackend - Sets TensorFlow.js up on this host.
 */
export function testSimdEngine(setUpBackend: (name: 'cpu') => Promise<unknown>): void {
  describe.each(builds)('$backend', ({ relaxed, backend }) => {
    const makeEngine = (options: SimdOptions = {}): ReturnType<typeof make> =>
      make({ relaxed, ...options });

    test('is the build that was asked for', () => {
      expect(makeEngine().backend).toBe(backend);
    });

    test('a row gives the same bits alone and in a batch of any size', () => {
      for (const { network, shape } of [
        { network: mlp({ hidden: [37, 70], activation: 'tanh' }), shape: [9] },
        {
          network: cnn({ convolutions: [{ filters: 9, kernelSize: 2 }], hidden: [11] }),
          shape: [3, 4, 2],
        },
      ]) {
        const engine = makeEngine({ network, shape });
        const size = shape.reduce((product, length) => product * length);
        const rows = noise(size * 50);
        const alone = Array.from({ length: 50 }, (_, row) => [
          ...engine.forward('online', rows.slice(row * size, row * size + size), 1).sync(),
        ]);
        for (const batch of [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 50]) {
          const together = engine.forward('online', rows.slice(0, size * batch), batch).sync();
          expect([...together]).toEqual(alone.slice(0, batch).flat());
        }
      }
    });

    test('numbers that were not read when the next pass came are kept for their reader', async () => {
      const engine = makeEngine();
      const [first, second] = [noise(10), noise(300)];
      const expected = engine.forward('online', first, 2).sync().slice();
      const late = engine.forward('online', first, 2);
      const promised = engine.forward('target', first, 2).async();
      // A larger batch, for which the memory grows.
      engine.forward('online', second, 60).discard();
      engine.forward('target', second, 60).discard();
      expect(late.sync()).toEqual(expected);
      expect(await promised).toEqual(expected);
      expect(() => late.sync()).toThrow('taken already');
    });

    test('a pass ends once, and when the next one begins', () => {
      const engine = makeEngine();
      const stale = engine.forwardForTraining(noise(10), 2);
      const pass = engine.forwardForTraining(noise(10), 2);
      expect(() => stale.backward(noise(6), 0.1)).toThrow('This pass is over');
      expect(() => engine.gradient()).toThrow('no gradient yet');
      pass.backward(noise(6), 0.1);
      expect(() => pass.discard()).toThrow('This pass is over');
      expect(engine.updates).toBe(1);
    });

    test('passes of acting in the middle of an update leave it alone', async () => {
      const [one, other] = [makeEngine(), makeEngine()];
      const [observations, gradient] = [noise(40), noise(24)];
      for (const engine of [one, other]) {
        const pass = engine.forwardForTraining(observations, 8);
        if (engine === other) engine.forward('online', noise(500), 100).discard();
        pass.backward(gradient, 0.1);
      }
      expect(await one.getState()).toEqual(await other.getState());
    });

    test.each([
      adam({ learningRate: 1 }),
      sgd({ learningRate: 1, momentum: 0.9 }),
      rmsprop({ learningRate: 1, centered: true }),
    ])('a state moves between engines both ways: $type', async (optimizer) => {
      await setUpBackend('cpu');
      const options = { optimizer, gradientClipNorm: 0.5 };
      const simd = makeEngine(options);
      const tfjs = makeEngine({ ...options, choice: 'tfjs', seed: 9 });
      const batches = Array.from({ length: 6 }, () => [noise(40), noise(24)] as const);
      for (const [from, to] of [
        [simd, tfjs],
        [tfjs, simd],
      ] as const) {
        for (const [observations, targets] of batches)
          regress(from, observations, 8, targets, 1e-2);
        from.syncTarget(0.3);
        to.setState(await from.getState());
        expect(await to.getState()).toEqual(await from.getState());
        for (const [observations, targets] of batches) {
          for (const engine of [from, to]) regress(engine, observations, 8, targets, 1e-2);
        }
        const [ours, theirs] = [await to.getWeights('online'), await from.getWeights('online')];
        ours.forEach((weight, index) => {
          expect(Math.abs(weight - (theirs[index] ?? NaN))).toBeLessThan(1e-5);
        });
      }
      tfjs.dispose();
    });

    test('a hard and a soft update of the target', async () => {
      const engine = makeEngine();
      const before = await engine.getWeights('target');
      regress(engine, noise(10), 2, noise(6), 0.1);
      expect(await engine.getWeights('target')).toEqual(before);
      engine.syncTarget(0.25);
      const online = await engine.getWeights('online');
      (await engine.getWeights('target')).forEach((weight, index) => {
        const [from, to] = [before[index] ?? NaN, online[index] ?? NaN];
        expect(weight).toBeCloseTo(from + 0.25 * (to - from), 6);
      });
      engine.syncTarget(1);
      expect(await engine.getWeights('target')).toEqual(online);
    });

    test('NaN in the weights shows in the outputs, and is refused on the way back', async () => {
      for (const activation of ['relu', 'tanh', 'sigmoid', 'elu'] as const) {
        const engine = makeEngine({ network: mlp({ hidden: [6], activation }) });
        const weights = await engine.getWeights('online');
        engine.setWeights(weights.fill(NaN, 0, 1));
        for (const batch of [1, 5]) {
          const outputs = engine.forward('online', noise(5 * batch), batch).sync();
          expect(outputs.every(Number.isNaN)).toBe(true);
        }
        const before = await engine.getWeights('online');
        expect(() => {
          regress(engine, noise(25), 5, noise(15));
        }).toThrow('The norm of the gradient is NaN at update 1');
        expect(await engine.getWeights('online')).toEqual(before);
      }
    });
  });
}
