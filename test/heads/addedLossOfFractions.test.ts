import { expect, test } from 'vitest';
import { Box, cql, Discrete, iqnHead, largeMargin, mlp, QNetwork } from '../../src/index.ts';

const environment = {
  observationSpace: new Box({ low: -1, high: 1, shape: [3] }),
  actionSpace: new Discrete(2),
};
const fractions = { acting: 4, online: 5, target: 6 };

test.each([
  ['cql', cql],
  ['largeMargin', largeMargin],
])('%s around IQN: the network gets the layer for its fractions', (_, wrap) => {
  const head = wrap({ head: iqnHead({ fractions }) });
  const network = new QNetwork({ environment, network: mlp({ hidden: [8] }), head, seed: 2 });
  expect(network.architecture.takesFractions).toBe(true);
  const observations = Float32Array.from({ length: 12 }, (_, index) => Math.sin(index));
  const result = network.update({
    ...{ size: 4, observations, nextObservations: observations.slice().reverse() },
    ...{ actions: Int32Array.of(0, 1, 1, 0), rewards: Float32Array.of(1, 0, -1, 2) },
    ...{ discounts: new Float32Array(4).fill(0.9), weights: new Float32Array(4).fill(1) },
    ...{ nextActionMasks: null, demonstrations: Uint8Array.of(1, 0, 1, 0) },
  });
  expect(result.loss).toBeGreaterThan(0);
  network.dispose();
});
