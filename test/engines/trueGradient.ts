import { expect } from 'vitest';
import type { Engine, EngineFactory } from '../../src/engines/engine.ts';
import type { Batch } from '../../src/replay/batch.ts';
import { QNetwork } from '../../src/qnetwork/qNetwork.ts';
import type { QNetworkOptions } from '../../src/qnetwork/qNetworkOptions.ts';
import { doubleEngine, type DoubleState } from './doubleEngine.ts';

/** Of the largest sum of sizes of terms in an array of weights. */
const TOLERANCE = 1e-5;

/** Has new networks on some engines make an update, and compares their gradients with that in double precision. */
export async function expectTrueGradient(
  options: QNetworkOptions,
  batch: Batch,
  factories: readonly EngineFactory[],
): Promise<void> {
  let truth: DoubleState | undefined;
  const double = doubleEngine((state) => (truth = state));
  await gradientOn(double, options, batch);
  const { sums, sizes } = truth!.gradient;
  for (const factory of factories) {
    const { architecture, gradient } = await gradientOn(factory, options, batch);
    for (const { name, offset, size } of architecture.parameters) {
      let [worst, largest] = [0, Number.MIN_VALUE];
      for (let at = offset; at < offset + size; at++) {
        worst = Math.max(worst, Math.abs(gradient[at]! - sums[at]!));
        largest = Math.max(largest, sizes[at]!);
      }
      expect(worst / largest, `${factory.name}, gradient of ${name}`).toBeLessThan(TOLERANCE);
    }
  }
}

async function gradientOn(
  factory: EngineFactory,
  options: QNetworkOptions,
  batch: Batch,
): Promise<{ architecture: Engine['architecture']; gradient: Float32Array }> {
  let made: Engine | undefined;
  const engine: EngineFactory = {
    name: factory.name,
    create: (given) => (made = factory.create(given)),
  };
  const network = new QNetwork({ ...options, engine });
  try {
    await network.updateAsync(batch);
    const { architecture } = made!;
    return { architecture, gradient: (await made!.gradient().async()).slice() };
  } finally {
    network.dispose();
  }
}
