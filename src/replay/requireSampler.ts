import { OptionsError, ShapeError, ValueError } from '../errors.ts';
import { hintOfCall, show, without } from '../validation/options.ts';
import type { SampledBatch } from './batch.ts';
import type { Sampler, SamplerSpec, SlotDraw } from './sampler.ts';
import { isFloat32Array, isInt32Array } from '../validation/typedArrays.ts';

/**
 * Returns what was given as `sampler`.
 *
 * @throws {OptionsError} If it cannot make a sampler.
 */
export function requireSampler(sampler: SamplerSpec): SamplerSpec {
  // A program in plain JavaScript may hand in anything.
  const given = sampler as Partial<Record<keyof SamplerSpec, unknown>> | null | undefined;
  const { kind, create } = given ?? {};
  if (typeof kind === 'string' && typeof create === 'function') return sampler;
  throw new OptionsError(
    'sampler must be made by a function such as uniform(), prioritized() or ranked(), or be an ' +
      `object with kind and create(context); received ${show(sampler)}` +
      `${without(sampler, { kind: typeof kind === 'string', create: typeof create === 'function' })}.` +
      hintOfCall(sampler),
  );
}

/**
 * Returns what `create` of a `SamplerSpec` made.
 *
 * @throws {OptionsError} If it lacks what a replay buffer calls.
 */
export function requireMethods(sampler: Sampler): Sampler {
  const given = Object(sampler) as Partial<Sampler>;
  const methods = ['added', 'sample', 'getState', 'prepareState'] as const;
  const isOptional = ['function', 'undefined'].includes(typeof given.learned);
  const has = Object.fromEntries(methods.map((name) => [name, typeof given[name] === 'function']));
  if (isOptional && !Object.values(has).includes(false)) return sampler;
  throw new OptionsError(
    `create(context) of a sampler must return an object with ${methods.join(', ')}, and learned ` +
      `where it takes errors in; received ${show(sampler)}${without(sampler, has)}.`,
  );
}

/**
 * Throws unless a sampler has filled a draw: a slot without a transition would be learned
 * from as if it held one.
 *
 * @param size - How many slots hold a transition.
 */
export function requireFilled({ indices, weights }: SlotDraw, size: number): void {
  let isWeighty = false;
  for (let row = 0; row < indices.length; row++) {
    const slot = indices[row] as number;
    const weight = weights[row] as number;
    if (!(slot >= 0 && slot < size)) {
      throw new ValueError(
        `sample(draw, size) of the sampler must fill draw.indices with slots from 0 to ${size - 1}, those ` +
          `that hold a transition; indices[${row}] is ${slot}. Draw below size, not below the capacity.`,
      );
    }
    if (!(weight >= 0 && weight < Infinity)) {
      throw new ValueError(
        'sample(draw, size) of the sampler must fill draw.weights with finite numbers of at least 0; ' +
          `weights[${row}] is ${weight}. Where draws need no correction, fill them with 1.`,
      );
    }
    isWeighty ||= weight > 0;
  }
  if (isWeighty) return;
  throw new ValueError(
    'sample(draw, size) of the sampler left all of draw.weights at 0, so that nothing would be learned. ' +
      'Where draws need no correction, fill them with 1.',
  );
}

/**
 * Throws unless there is a finite TD error for each transition of a batch that
 * a replay buffer has drawn.
 */
export function requireErrors(batch: SampledBatch, tdErrors: Float32Array): void {
  const { indices, added } = (batch as Partial<SampledBatch> | null | undefined) ?? {};
  if (!isInt32Array(indices) || typeof added !== 'number') {
    throw new ValueError(
      'learned(batch, tdErrors) needs the batch that sample returned, with its indices; ' +
        `received ${show(batch)}.`,
    );
  }
  const given: unknown = tdErrors;
  if (!isFloat32Array(given) || given.length !== indices.length) {
    throw new ShapeError(
      `learned(batch, tdErrors) needs a Float32Array of ${indices.length}, one for each transition; ` +
        `received ${show(given)}. An update returns them as result.tdErrors.`,
    );
  }
  const wrong = given.findIndex((error) => !Number.isFinite(error));
  if (wrong < 0) return;
  throw new ValueError(
    `tdErrors[${wrong}] must be a finite number; received ${given[wrong]}. ` +
      'The update that it comes from has diverged.',
  );
}
