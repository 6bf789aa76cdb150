import { OptionsError, ShapeError, ValueError } from '../errors.ts';
import { requireMembers } from '../protocol/requireMembers.ts';
import { hintOfCall, show, without } from '../validation/options.ts';
import type { SampledBatch } from './batch.ts';
import type { Sampler, SamplerSpec } from './sampler.ts';
import { isFloat32Array, isInt32Array } from '../validation/typedArrays.ts';

/**
 * Returns what was given as `sampler`.
 *
 * @throws {OptionsError} If it cannot make a sampler.
 */
export function requireSampler(sampler: SamplerSpec): SamplerSpec {
  // A program in plain JavaScript may hand in anything.
  const given = sampler as Partial<Record<keyof SamplerSpec, unknown>> | null | undefined;
  const { kind, create, options } = given ?? {};
  const has = {
    kind: typeof kind === 'string',
    create: typeof create === 'function',
    options: options === undefined || (typeof options === 'object' && options !== null),
  };
  if (!Object.values(has).includes(false)) return sampler;
  throw new OptionsError(
    'sampler must be made by a function such as uniform(), prioritized() or ranked(), or be an ' +
      `object with kind and create(context); received ${show(sampler)}` +
      `${without(sampler, has)}.${hintOfCall(sampler)}`,
  );
}

/**
 * Returns what `create` of a `SamplerSpec` made.
 *
 * @throws {OptionsError} If it lacks what a replay buffer calls.
 */
export function requireMethods(sampler: Sampler): Sampler {
  requireMembers(
    'create(context) of a sampler must return an object',
    sampler,
    ['added', 'sample', 'getState', 'prepareState'],
    ['learned', 'priority', 'checkValid'],
  );
  return sampler;
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
