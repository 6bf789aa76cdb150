import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildArchitecture } from '../../src/networks/buildArchitecture.ts';
import { initialWeights } from '../../src/networks/initialize.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { adamw } from '../../src/optimizers/adamw.ts';
import { adam, rmsprop, sgd } from '../../src/optimizers/optimizer.ts';
import { radam } from '../../src/optimizers/radam.ts';
import { optimizerSlots } from '../../src/optimizers/slots.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { expectClose } from './expectClose.ts';
import { makeOn } from './onEngine.ts';

const size = fc.integer({ min: 1, max: 40 });
const between = (min: number, max: number): fc.Arbitrary<number> =>
  fc.double({ min, max, noNaN: true });
const learningRate = between(1e-3, 3e-2);
// What divides a step must be more than its own rounding errors: hence no small ε,
// and no mean square of a few gradients.
const epsilon = between(0.05, 1);
const adamOptions = {
  learningRate,
  epsilon,
  beta1: between(0, 0.99),
  beta2: between(0.5, 0.999),
};
const settings = fc.record({
  optimizer: fc.oneof(
    fc.record({ ...adamOptions, lazyRows: fc.boolean() }).map(adam),
    fc.record({ ...adamOptions, weightDecay: between(0, 3), decayBiases: fc.boolean() }).map(adamw),
    fc.record(adamOptions).map(radam),
    fc.record({ learningRate, momentum: between(0, 0.95) }).map(sgd),
    fc
      .record({ learningRate, epsilon, decay: between(0.5, 0.99), centered: fc.boolean() })
      .map(rmsprop),
  ),
  gradientClipNorm: fc.option(between(1e-3, 10)),
  fraction: between(1e-3, 1),
  inputs: size,
  hidden: fc.array(size, { maxLength: 2 }),
  actions: fc.integer({ min: 1, max: 7 }),
  seed: fc.integer({ min: 1, max: 1e6 }),
});

test('any optimizer, clip and soft update on any number of weights, as on tfjs', async () => {
  const property = fc.asyncProperty(
    settings,
    async ({ inputs, hidden, actions, seed, ...rest }) => {
      const { optimizer, gradientClipNorm, fraction } = rest;
      const random = createRandom(seed);
      const space = new Box({ low: -1, high: 1, shape: [inputs] });
      const network = mlp({ hidden, activation: 'tanh' });
      const architecture = buildArchitecture(network, space, new Discrete(actions));
      const weights = initialWeights(architecture, random);
      const options = { architecture, optimizer, gradientClipNorm, weights };
      const engines = [
        await makeOn('simd', options),
        await makeOn('tfjs on cpu', options),
      ] as const;
      const noise = (length: number): Float32Array =>
        Float32Array.from({ length }, () => random.normal());
      for (let update = 0; update < 3; update++) {
        const [observations, upstream] = [noise(5 * inputs), noise(5 * actions)];
        for (const engine of engines) {
          const pass = engine.forwardForTraining(observations, 5);
          pass.outputs.discard();
          pass.backward(upstream, optimizer.learningRate as number);
          engine.syncTarget(fraction);
        }
      }
      const [ours, theirs] = await Promise.all(engines.map(async (engine) => engine.getState()));
      for (const engine of engines) engine.dispose();
      if (!ours || !theirs) throw new Error('There are two engines.');
      expectClose(ours.online, theirs.online, 1e-5);
      expectClose(ours.target, theirs.target, 1e-5);
      for (const name of optimizerSlots(optimizer)) {
        expectClose(ours.optimizer[name] ?? [], theirs.optimizer[name] ?? [NaN], 1e-5);
      }
      expect(ours.online).not.toEqual(weights);
    },
  );
  await fc.assert(property, { numRuns: 100 });
}, 120_000);
