import { expect } from 'vitest';
import { simd } from '../../../src/engines/simd/simd.ts';
import type { Device } from '../../../src/engines/webgpu/device.ts';
import { QNetwork } from '../../../src/qnetwork/qNetwork.ts';
import type { Architecture, ParameterInfo } from '../../../src/networks/architecture.ts';
import { optimizerSlots } from '../../../src/optimizers/slots.ts';
import { decodeNetworkState } from '../../../src/qnetwork/networkState.ts';
import type { Batch } from '../../../src/replay/batch.ts';
import type { State } from '../../../src/state/state.ts';
import { updatesOf, type AnyUpdates } from './anyUpdates.ts';
import { expectTrueGradient } from '../trueGradient.ts';
import { engineOn } from './device.ts';
import { expectClose } from './engineSuite.ts';

/** Of the largest number of a tensor. */
const TOLERANCE = 1e-5;

/**
 * Makes the same updates on a GPU and on the simd engine, and goes on from a saved state on both. The
 * first gradient of each is compared with that in double precision: from there on, what divides by
 * small numbers, or sums up what cancels out, makes more of a rounding error than it was.
 */
export async function learnAlike(device: Device, given: AnyUpdates): Promise<void> {
  const { batches, ...made } = updatesOf(given);
  const { gradientClipNorm, perSubmission, targetMoves, seed } = given;
  const options = { ...made, gradientClipNorm, seed };
  const engine = engineOn(device, {
    actEvery: 1000,
    updatesPerSubmission: perSubmission,
    fusesSteps: true,
  });
  const [first] = batches as [Batch];
  await expectTrueGradient(options, first, [engine, simd()]);
  const make = (): QNetwork => new QNetwork({ ...options, engine });
  let ours = make();
  const theirs = new QNetwork({ ...options, engine: simd() });
  try {
    const late = [];
    for (const [index, batch] of batches.entries()) {
      // The first waits until its shaders are compiled; those behind it can be submitted at once.
      late.push(ours.startUpdate(batch).result);
      if (index === 0) await late[0];
      const move = targetMoves[index] as number;
      if (move > 0) ours.syncTarget(move);
    }
    const found = await Promise.all(late);
    for (const [index, batch] of batches.entries()) {
      const values = theirs.qValues(batch.observations);
      const scale = Math.max(1e-3, ...Array.from(values, Math.abs));
      const expected = theirs.update(batch);
      const move = targetMoves[index] as number;
      if (move > 0) theirs.syncTarget(move);
      const { loss, meanQ, tdErrors, gradientNorm } = found[index]!;
      expectClose([loss], [expected.loss], TOLERANCE, `loss ${index}`);
      expect(Math.abs(meanQ - expected.meanQ) / scale, `meanQ ${index}`).toBeLessThan(TOLERANCE);
      expectClose(
        [scale, ...tdErrors],
        [scale, ...expected.tdErrors],
        TOLERANCE,
        `errors ${index}`,
      );
      expectClose([gradientNorm!], [expected.gradientNorm!], TOLERANCE, `norm ${index}`);
    }
    expectSameState(ours, await ours.getState(), await theirs.getState());
    // Another network goes on from the state.
    const state = await ours.getState();
    ours.dispose();
    ours = make();
    ours.setState(state);
    await ours.updateAsync(first);
    theirs.update(first);
    expectSameState(ours, await ours.getState(), await theirs.getState());
  } finally {
    ours.dispose();
    theirs.dispose();
  }
}

/** Weights, target and what the optimizer keeps, each layer by its own largest number. */
function expectSameState(network: QNetwork, ours: State, theirs: State): void {
  const architecture = network.architecture as Architecture;
  const { parameters } = architecture;
  const vectorsOf = (state: State): Readonly<Record<string, Float32Array>> => {
    const slots = optimizerSlots(network.optimizer);
    const decoded = decodeNetworkState(architecture, network.optimizer, slots, state);
    return { online: decoded.online, target: decoded.target, ...decoded.optimizer };
  };
  expect(ours['updates']).toBe(theirs['updates']);
  const found = vectorsOf(ours);
  for (const [name, expected] of Object.entries(vectorsOf(theirs))) {
    // A square has twice the error of its number.
    const tolerance = /square|second/i.test(name) ? 2 * TOLERANCE : TOLERANCE;
    for (const layer of new Set(parameters.map(layerOf))) {
      const parts = parameters.filter((each) => layerOf(each) === layer);
      const numbers = (of: Float32Array): number[] =>
        parts.flatMap(({ offset, size }) => [...of.subarray(offset, offset + size)]);
      expectClose(numbers(found[name]!), numbers(expected), tolerance, `${name}, ${layer}`);
    }
  }
}

/** Such as `value0` of `value0.kernel`: the gradient of a bias may be a small difference of large numbers. */
function layerOf({ name }: ParameterInfo): string {
  return name.split('.')[0]!;
}
