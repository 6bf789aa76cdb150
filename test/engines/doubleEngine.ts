import { lazyTable, decays } from '../../src/optimizers/parts.ts';
import type { Draws, Engine, EngineFactory, WeightsName } from '../../src/engines/engine.ts';
import type { Architecture } from '../../src/networks/architecture.ts';
import { clipFactor } from '../../src/optimizers/clip.ts';
import { optimizerSlots } from '../../src/optimizers/slots.ts';
import type { ObservationBatch } from '../../src/replay/batch.ts';
import { DoubleNetwork, Gradient } from './doubleNetwork.ts';
import { doubleStep } from './doubleStep.ts';

/** What an engine in double precision holds. */
export interface DoubleState {
  readonly online: Float64Array;
  readonly target: Float64Array;
  readonly optimizer: Readonly<Record<string, Float64Array>>;
  /** That of the last update, before it was clipped. */
  gradient: Gradient;
}

/**
 * An engine that computes in double precision, one number after the other, in the plainest way. Heads
 * take the outputs, and give their gradient, in single precision.
 *
 * @param made - Told what the engine holds, which goes on changing.
 */
export function doubleEngine(made: (state: DoubleState) => void): EngineFactory {
  return {
    name: 'double',
    create({ architecture: given, weights, optimizer, gradientClipNorm }): Engine {
      const architecture = given as Architecture;
      const network = new DoubleNetwork(architecture);
      const slots = optimizerSlots(optimizer);
      const state: DoubleState = {
        online: Float64Array.from(weights),
        target: Float64Array.from(weights),
        optimizer: Object.fromEntries(
          slots.map((name) => [name, new Float64Array(weights.length)]),
        ),
        gradient: new Gradient(weights.length),
      };
      made(state);
      const table = lazyTable(optimizer, architecture.trunk);
      const decayed = architecture.parameters.filter((each) => decays(optimizer, each));
      const isDecayed = (at: number): boolean =>
        decayed.some(({ offset, size }) => at >= offset && at < offset + size);
      let [updates, norm] = [0, NaN];
      const readback = (values: Float64Array) => ({
        sync: () => Float32Array.from(values),
        async: () => Promise.resolve(Float32Array.from(values)),
        discard: () => undefined,
      });
      const forward = (name: WeightsName, of: ObservationBatch, batch: number, draws?: Draws) =>
        network.forward(state[name], of, batch, draws);
      return {
        name: 'double',
        backend: 'double',
        reads: 'sync',
        architecture,
        get updates() {
          return updates;
        },
        get gradientNorm() {
          return norm;
        },
        forward: (name, of, batch, draws) => readback(forward(name, of, batch, draws).outputs),
        forwardForTraining(of, batch, draws) {
          const pass = forward('online', of, batch, draws);
          return {
            outputs: readback(pass.outputs),
            discard: () => undefined,
            backward(upstream, learningRate) {
              state.gradient = pass.backward(upstream);
              updates++;
              norm = Math.sqrt(state.gradient.sums.reduce((sum, g) => sum + g * g, 0));
              const scale = clipFactor(norm, gradientClipNorm, updates);
              const used = table === null ? null : new Set(of as Int32Array);
              const info = table === null ? null : architecture.parameters[table]!;
              const units = info?.shape[1] ?? 1;
              const isStepped = (at: number): boolean =>
                !used || !info || at >= info.size || used.has(Math.floor(at / units));
              const step = { optimizer, scale, learningRate, update: updates };
              doubleStep(state, { ...step, isStepped, isDecayed });
            },
          };
        },
        gradient: () => readback(state.gradient.sums),
        syncTarget(fraction) {
          const { online, target } = state;
          online.forEach((w, i) => (target[i] = target[i]! + fraction * (w - target[i]!)));
        },
        getState: () => ({
          online: Float32Array.from(state.online),
          target: Float32Array.from(state.target),
          optimizer: Object.fromEntries(
            slots.map((name) => [name, Float32Array.from(state.optimizer[name]!)]),
          ),
          updates,
        }),
        setState(from) {
          state.online.set(from.online);
          state.target.set(from.target);
          for (const name of slots) state.optimizer[name]!.set(from.optimizer[name]!);
          updates = from.updates;
        },
        setWeights: (vector) => {
          state.online.set(vector);
        },
        getWeights: (name) => Promise.resolve(Float32Array.from(state[name])),
        dispose: () => undefined,
      };
    },
  };
}
