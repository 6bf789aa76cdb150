import fc from 'fast-check';
import { OptionsError } from '../../src/errors.ts';
import { c51Head } from '../../src/heads/c51Head.ts';
import type { Head } from '../../src/heads/head.ts';
import { iqnHead } from '../../src/heads/iqnHead.ts';
import { qHead } from '../../src/heads/qHead.ts';
import { quantileHead } from '../../src/heads/quantileHead.ts';
import { activations } from '../../src/networks/activation.ts';
import { buildArchitecture } from '../../src/networks/buildArchitecture.ts';
import { averagePool } from '../../src/networks/layers/averagePool.ts';
import { conv } from '../../src/networks/layers/conv.ts';
import { dense } from '../../src/networks/layers/dense.ts';
import { embeddingTable } from '../../src/networks/layers/embedding.ts';
import { layerNorm } from '../../src/networks/layers/layerNorm.ts';
import { maxPool } from '../../src/networks/layers/maxPool.ts';
import { reshape } from '../../src/networks/layers/reshape.ts';
import { network } from '../../src/networks/network.ts';
import type { LayerSpec } from '../../src/networks/layers/table.ts';
import type { NetworkSpec } from '../../src/networks/spec.ts';
import type { EnvironmentSpaces } from '../../src/protocol/environmentSpaces.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';

/** A network to export. */
export interface DrawnNetwork {
  readonly environment: EnvironmentSpaces;
  readonly network: NetworkSpec;
  readonly head: Head;
}

const activation = fc.constantFrom(...activations);
const padding = fc.constantFrom('same' as const, 'valid' as const);
const small = fc.integer({ min: 1, max: 6 });

const denseLayer = fc
  .record({ units: small, activation, isNoisy: fc.boolean() })
  .map(({ isNoisy, ...rest }) => dense({ ...rest, ...(isNoisy && { noisy: {} }) }));
const norm = fc
  .record({ axis: fc.constantFrom('all' as const, 'channels' as const), activation })
  .map(layerNorm);
const window = { size: fc.integer({ min: 1, max: 3 }), stride: fc.integer({ min: 1, max: 3 }) };
const pool = fc
  .record({ ...window, padding, activation, isMax: fc.boolean() })
  .map(({ isMax, ...rest }) => (isMax ? maxPool(rest) : averagePool(rest)));
const convolution = fc
  .record({ filters: small, kernelSize: window.size, stride: window.stride, padding, activation })
  .map(conv);

const rows = fc.array(fc.oneof(denseLayer, norm), { maxLength: 3 });
const numbers = fc
  .record({ size: fc.integer({ min: 1, max: 9 }), layers: rows })
  .map(({ size, layers }) => ({
    observationSpace: new Box({ low: -2, high: 2, shape: [size] }),
    layers,
  }));
const length = fc.integer({ min: 3, max: 7 });
const images = fc
  .record({
    shape: fc.tuple(length, length, fc.integer({ min: 1, max: 5 })),
    bytes: fc.boolean(),
    first: fc.oneof(convolution, pool),
    second: fc.array(fc.oneof(norm, convolution), { maxLength: 1 }),
    behind: rows,
    channels: fc.constantFrom('first' as const, 'last' as const),
  })
  .map(({ shape: [height, width, channels], bytes, first, second, behind, channels: order }) => ({
    observationSpace: bytes
      ? new Box({
          low: 0,
          high: 255,
          dtype: 'uint8',
          shape: ordered(order, height, width, channels),
        })
      : new Box({ low: -2, high: 2, shape: ordered(order, height, width, channels) }),
    layers: [first, ...second, ...behind] as LayerSpec[],
    channels: order,
  }));
const states = fc.record({ n: small, size: small, layers: rows }).map(({ n, size, layers }) => ({
  observationSpace: new Discrete(n),
  layers: [embeddingTable({ size }), ...layers] as LayerSpec[],
}));
const reshaped = fc.record({ filters: small, padding, activation }).map((options) => ({
  observationSpace: new Box({ low: -2, high: 2, shape: [5] }),
  layers: [
    dense({ units: 12 }),
    reshape({ shape: [3, 2, 2] }),
    conv({ ...options, kernelSize: 2 }),
  ] as LayerSpec[],
}));

function ordered(order: 'first' | 'last', ...[height, width, channels]: number[]): number[] {
  const lengths = [height, width, channels] as [number, number, number];
  return order === 'last' ? lengths : [lengths[2], lengths[0], lengths[1]];
}

const head = fc.oneof(
  fc.constant(qHead()),
  fc.constant(c51Head({ atoms: 5, min: -2, max: 3 })),
  fc.constant(quantileHead({ quantiles: 3 })),
  fc.constant(iqnHead({ fractions: { acting: 3 }, embedding: { cosines: 4 } })),
);

/** Networks of all kinds of layers, each small; those that do not fit together are left out. */
export const randomNetwork: fc.Arbitrary<DrawnNetwork> = fc
  .record({
    body: fc.oneof(numbers, images, states, reshaped),
    head,
    actions: small,
    dueling: fc.oneof(fc.boolean(), fc.array(small, { maxLength: 2 })),
    activation,
  })
  .map(({ body, head: drawn, actions, ...rest }) => {
    const { observationSpace, ...layers } = body;
    return {
      environment: { observationSpace, actionSpace: new Discrete(actions) },
      network: network({ ...layers, ...rest }),
      head: drawn,
    };
  })
  .filter(fits);

/** Whether no window is larger than its image. */
function fits({ environment, network: spec }: DrawnNetwork): boolean {
  try {
    buildArchitecture(spec, environment.observationSpace, environment.actionSpace);
    return true;
  } catch (error) {
    if (error instanceof OptionsError) return false;
    throw error;
  }
}
