import { expect, test, vi } from 'vitest';
import { adam } from '../../../../src/optimizers/optimizer.ts';
import { mlp } from '../../../../src/networks/mlp.ts';
import { QNetwork } from '../../../../src/qnetwork/qNetwork.ts';
import { Box } from '../../../../src/spaces/box.ts';
import { Discrete } from '../../../../src/spaces/discrete.ts';
import { randomBatch } from '../../cases.ts';
import { Pool } from '../../../../src/engines/simd/threads/pool.ts';
import { testSameBits } from './sameBitsSuite.ts';
import { helpersAsleep, threaded } from './support.ts';

testSameBits(60);

test('helpers take chunks, and not the main thread alone', async () => {
  const engineCase = {
    name: 'wide',
    environment: {
      observationSpace: new Box({ low: -1, high: 1, shape: [64] }),
      actionSpace: new Discrete(4),
    },
    network: mlp({ hidden: [256, 256] }),
  };
  const net = new QNetwork({
    environment: engineCase.environment,
    network: engineCase.network,
    engine: threaded(2),
    optimizer: adam({ learningRate: 1e-3 }),
  });
  const batch = randomBatch(engineCase, 64);
  net.update(batch);
  await helpersAsleep(1);
  const open = vi.spyOn(Pool.prototype, 'open');
  const take = vi.spyOn(Pool.prototype, 'take');
  const all = (): number => open.mock.calls.reduce((sum, [chunks]) => sum + chunks, 0);
  const own = (): number => take.mock.results.filter(({ value }) => (value as number) >= 0).length;
  // On a busy machine it may take a while until a helper has a core.
  const end = performance.now() + 240_000;
  while (all() === own() && performance.now() < end) net.update(batch);
  const [chunks, taken] = [all(), own()];
  vi.restoreAllMocks();
  net.dispose();
  expect(chunks).toBeGreaterThan(0);
  expect(taken).toBeLessThan(chunks);
}, 300_000);
