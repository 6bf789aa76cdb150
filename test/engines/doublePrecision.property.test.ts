import fc from 'fast-check';
import { test } from 'vitest';
import { simd } from '../../src/engines/simd/simd.ts';
import type { Architecture } from '../../src/networks/architecture.ts';
import { optimizerSlots } from '../../src/optimizers/slots.ts';
import { decodeNetworkState } from '../../src/qnetwork/networkState.ts';
import { QNetwork } from '../../src/qnetwork/qNetwork.ts';
import { doubleEngine, type DoubleState } from './doubleEngine.ts';
import { expectTrueGradient } from './trueGradient.ts';
import { anyUpdates, updatesOf } from './webgpu/anyUpdates.ts';
import { expectClose } from './webgpu/engineSuite.ts';

/** Of the largest number of a layer. */
const TOLERANCE = 1e-5;

test('any updates of the simd engine are those in double precision', async () => {
  await fc.assert(
    fc.asyncProperty(anyUpdates, async (given) => {
      const { batches, ...made } = updatesOf(given);
      const { gradientClipNorm, targetMoves, seed } = given;
      const options = { ...made, gradientClipNorm, seed };
      await expectTrueGradient(options, batches[0]!, [simd()]);
      let truth: DoubleState | undefined;
      const double = doubleEngine((state) => (truth = state));
      const [ours, theirs] = [simd(), double].map(
        (engine) => new QNetwork({ ...options, engine }),
      ) as [QNetwork, QNetwork];
      for (const [index, batch] of batches.entries()) {
        for (const network of [ours, theirs]) {
          network.update(batch);
          const move = targetMoves[index] as number;
          if (move > 0) network.syncTarget(move);
        }
      }
      const architecture = ours.architecture as Architecture;
      const slots = optimizerSlots(made.optimizer);
      const state = await ours.getState();
      const found = decodeNetworkState(architecture, made.optimizer, slots, state);
      const vectors = { online: found.online, target: found.target, ...found.optimizer };
      const expected = { online: truth!.online, target: truth!.target, ...truth!.optimizer };
      for (const [name, vector] of Object.entries(vectors)) {
        for (const layer of layersOf(architecture)) {
          const numbers = (of: ArrayLike<number>): number[] =>
            layer.flatMap(({ offset, size }) =>
              Array.from({ length: size }, (_, index) => of[offset + index]!),
            );
          const wanted = (expected as Record<string, Float64Array>)[name]!;
          const what = `${name} of ${layer[0]!.name}`;
          expectClose(numbers(vector), numbers(wanted), TOLERANCE, what);
        }
      }
      ours.dispose();
      theirs.dispose();
    }),
    { numRuns: 25 },
  );
}, 120_000);

/** The arrays of each layer, such as `value0.kernel` and `value0.bias`. */
function layersOf({ parameters }: Architecture): Architecture['parameters'][] {
  const names = new Set(parameters.map(({ name }) => name.split('.')[0]!));
  return [...names].map((layer) => parameters.filter(({ name }) => name.split('.')[0] === layer));
}
