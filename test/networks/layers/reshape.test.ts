import { expect, test } from 'vitest';
import { buildArchitecture } from '../../../src/networks/buildArchitecture.ts';
import { conv } from '../../../src/networks/layers/conv.ts';
import { dense } from '../../../src/networks/layers/dense.ts';
import { flatten, reshape } from '../../../src/networks/layers/reshape.ts';
import type { LayerSpec } from '../../../src/networks/layers/table.ts';
import { network } from '../../../src/networks/network.ts';
import { Box } from '../../../src/spaces/box.ts';
import { Discrete } from '../../../src/spaces/discrete.ts';

const twelve = new Box({ low: 0, high: 1, shape: [3, 4] });
const fit = (...layers: LayerSpec[]) =>
  buildArchitecture(network({ layers }), twelve, new Discrete(2));

test('shapes, by hand; what was left open stands in the spec of the architecture', () => {
  const architecture = fit(reshape({ shape: [2, -1, 3] }), conv({ filters: 5, kernelSize: 2 }));
  expect(architecture.trunk).toMatchObject([
    { type: 'reshape', inputShape: [3, 4], outputShape: [2, 2, 3], units: 12 },
    { type: 'conv', inputShape: [2, 2, 3], outputShape: [1, 1, 5] },
  ]);
  expect(architecture.spec.layers[0]).toEqual({ type: 'reshape', shape: [2, 2, 3] });
  // Nothing says that observations are planes of images.
  expect(architecture.input.channels).toBeNull();
  expect(fit(flatten(), dense({ units: 2 })).trunk[0]).toMatchObject({ outputShape: [12] });
});

test.each([
  [() => fit(reshape({ shape: [5, 2] })), 'does not suit rows of shape [3, 4], which hold 12'],
  [() => fit(reshape({ shape: [5, -1] })), 'does not suit rows of shape [3, 4], which hold 12'],
  [() => reshape({ shape: [-1, -1] }), 'At most one length in shape may be -1'],
  [() => reshape({ shape: [0, 2] }), 'Each length in shape must be a whole number'],
  [() => reshape({ shape: [] }), 'shape must be a list of lengths'],
  [() => reshape({ shape: 4 as never }), 'shape must be a list of lengths'],
  [() => reshape({ targetShape: [2] } as never), "no option 'targetShape'"],
  [() => network({ layers: undefined as never }), 'layers must be a list'],
  [() => network({ layers: [{ type: 'lstm' } as never] }), 'The type of a layer must be'],
  [() => network({ hidden: [2] } as never), "no option 'hidden'"],
])('what does not suit is refused %#', (make, message) => {
  expect(make).toThrow(expect.objectContaining({ name: 'OptionsError' }));
  expect(make).toThrow(message);
});
