import { expect, test } from 'vitest';
import { buildArchitecture } from '../../src/networks/buildArchitecture.ts';
import { initialWeights } from '../../src/networks/initialize.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { engineCases, sampleRows } from './cases.ts';
import { expectClose } from './expectClose.ts';
import { referenceGradient } from './referenceGradient.ts';
import { numericGradient } from './referenceNetwork.ts';

test.each(engineCases)('the oracle of gradients, numerically: $name', (engineCase) => {
  const random = createRandom(8);
  const { environment, network } = engineCase;
  const { observationSpace, actionSpace } = environment;
  const architecture = buildArchitecture(network, observationSpace, actionSpace);
  const weights = Float64Array.from(initialWeights(architecture, random));
  const { rows } = sampleRows(engineCase, 3, random);
  const upstream = Array.from({ length: 3 * actionSpace.n }, () => random.normal());
  const objective = (outputs: number[][]): number =>
    outputs.flat().reduce((sum, value, index) => sum + value * (upstream[index] ?? NaN), 0);
  const { gradient, distanceToKink } = referenceGradient(architecture, weights, rows, upstream);
  expect(distanceToKink).toBeGreaterThan(1e-4);
  expectClose(gradient, numericGradient(architecture, weights, rows, objective), 1e-8);
});
