import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exportOnnx } from '../../src/deployment/exportOnnx.ts';
import { exportPolicy } from '../../src/deployment/exportPolicy.ts';
import { simd } from '../../src/engines/simd/simd.ts';
import { OptionsError, ValueError } from '../../src/errors.ts';
import type { Head } from '../../src/heads/head.ts';
import { iqnHead } from '../../src/heads/iqnHead.ts';
import { qHead } from '../../src/heads/qHead.ts';
import { quantileHead } from '../../src/heads/quantileHead.ts';
import { mlp } from '../../src/networks/mlp.ts';
import type { NetworkSpec } from '../../src/networks/spec.ts';
import { loadPolicy } from '../../src/policy/loadPolicy.ts';
import type { EnvironmentSpaces } from '../../src/protocol/environmentSpaces.ts';
import type { QNetwork } from '../../src/qnetwork/qNetwork.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { engineCases } from '../engines/cases.ts';
import { drawnNetwork } from './drawnWeights.ts';
import { exportedHeads } from './heads.ts';
import { randomNetwork } from './randomNetwork.ts';

const engine = simd({ relaxed: false });
const box = {
  observationSpace: new Box({ low: -1, high: 1, shape: [3] }),
  actionSpace: new Discrete(4),
};
const make = (environment: EnvironmentSpaces, spec: NetworkSpec, head: Head, seed = 1): QNetwork =>
  drawnNetwork({ environment, network: spec, head, engine }, seed);

/** The values of both, for a few observations. */
async function expectSame(network: QNetwork, seed = 1): Promise<void> {
  const policy = loadPolicy(await exportPolicy(network));
  const random = createRandom(seed);
  for (let index = 0; index < 3; index++) {
    const observation = network.spaces.observationSpace.sample(random);
    expect(policy.values(observation)).toEqual(network.qValues(observation));
  }
  network.dispose();
}

describe('in single precision the values are those of the agent, bit by bit', () => {
  test.each(engineCases)('$name', async ({ environment, network }) => {
    await expectSame(make(environment, network, qHead()));
  });

  test.each(exportedHeads)('%s', async (_, head) => {
    await expectSame(make(box, mlp({ hidden: [6, 5] }), head));
    await expectSame(make(box, mlp({ hidden: [6], dueling: [4] }), head));
  });

  test('random architectures', async () => {
    await fc.assert(
      fc.asyncProperty(randomNetwork, fc.integer({ min: 1, max: 999 }), async (drawn, seed) => {
        await expectSame(make(drawn.environment, drawn.network, drawn.head, seed), seed);
      }),
      { numRuns: 60 },
    );
  });
});

describe('what cannot be exported is refused', () => {
  test('a risk measure of the user’s own', async () => {
    const risk = { kind: 'own', options: {}, distortion: (fraction: number) => fraction ** 2 };
    const network = make(box, mlp({ hidden: [4] }), quantileHead({ quantiles: 4, risk }));
    await expect(exportPolicy(network)).rejects.toThrow(OptionsError);
    await expect(exportPolicy(network)).rejects.toThrow(/'quantile' cannot be exported/);
  });

  test('a risk measure of the user’s own, of fractions that are drawn', async () => {
    const risk = {
      kind: 'cvar',
      options: { level: 0.5 },
      distortion: (fraction: number) => Math.sqrt(fraction),
      inverse: (share: number) => share ** 2,
    };
    const network = make(box, mlp({ hidden: [4] }), iqnHead({ fractions: { acting: 4 }, risk }));
    await expect(exportPolicy(network)).rejects.toThrow(/'iqn' cannot be exported/);
    await expect(exportOnnx(network)).rejects.toThrow(/'iqn' cannot be exported/);
  });

  test('a head of the user’s own, unless its values are its outputs', async () => {
    const same: Head = { ...qHead(), kind: 'own' };
    await expectSame(make(box, mlp({ hidden: [4] }), same));
    const values: Head['values'] = (outputs, to) => {
      to.set(outputs.map((output) => 2 * output));
    };
    const network = make(box, mlp({ hidden: [4] }), { ...same, values });
    await expect(exportPolicy(network)).rejects.toThrow(/'own' cannot be exported/);
  });

  test('other things and other options', async () => {
    const network = make(box, mlp({ hidden: [4] }), qHead());
    await expect(exportPolicy({} as never)).rejects.toThrow(OptionsError);
    await expect(exportPolicy(null as never)).rejects.toThrow(OptionsError);
    await expect(exportPolicy(network, { bits: 8 } as never)).rejects.toThrow(OptionsError);
    await expect(exportPolicy(network, { precision: 'int4' } as never)).rejects.toThrow(
      OptionsError,
    );
  });

  test('weights too large for half precision', async () => {
    const network = make(box, mlp({ hidden: [] }), qHead());
    const weights = await network.getWeights();
    (weights['output.kernel']?.data as Float32Array)[0] = 70_000;
    network.setWeights(weights);
    await expect(exportPolicy(network, { precision: 'float16' })).rejects.toThrow(ValueError);
    await expect(exportPolicy(network, { precision: 'int8' })).resolves.toBeInstanceOf(Uint8Array);
  });
});
