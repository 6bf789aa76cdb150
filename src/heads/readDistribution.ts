import { ShapeError, UsageError } from '../errors.ts';
import { isFloat32Array } from '../validation/typedArrays.ts';
import { show } from '../validation/show.ts';
import { softmax, spacing, type Support } from './categorical.ts';
import type { Head } from './head.ts';
import type { ReturnDistribution } from './returnDistribution.ts';

/** @throws {UsageError} If a head knows no distributions. */
export function requireDistribution(head: Head): void {
  if (head.distribution) return;
  throw new UsageError(
    `returnDistribution needs a head that knows distributions of returns; '${head.kind}' knows values alone. ` +
      'Use c51Head, hlGaussHead, quantileHead or iqnHead, or give yours distribution(outputs, actions, fractions).',
  );
}

/**
 * Has a head read the outputs for one observation.
 *
 * @param fractions - Those of the pass, if the head draws any.
 * @throws {UsageError} If it knows no distributions.
 * @throws {ShapeError} If what it returns is none, of so many actions.
 */
export function readDistribution(
  head: Head,
  outputs: Float32Array,
  actions: number,
  fractions: Float32Array | null,
): ReturnDistribution {
  requireDistribution(head);
  const made = head.distribution?.(outputs, actions, fractions);
  // The head may be the user's own, in plain JavaScript.
  const { kind, ...parts } = Object(made) as Record<string, unknown>;
  const isCategorical = kind === 'categorical';
  const points = isCategorical ? parts['support'] : parts['fractions'];
  const each = isCategorical ? parts['probabilities'] : parts['quantiles'];
  const isWhole =
    (isCategorical || kind === 'quantile') &&
    isFloat32Array(points) &&
    points.length > 0 &&
    Array.isArray(each) &&
    each.length === actions &&
    // From a copy, as `every` passes over holes.
    Array.from<unknown>(each).every((one) => isFloat32Array(one) && one.length === points.length);
  if (isWhole) return copyOf(isCategorical, points, each as Float32Array[]);
  throw new ShapeError(
    `distribution(outputs, actions, fractions) of the head '${head.kind}' must return { kind: 'categorical', support, ` +
      "probabilities } or { kind: 'quantile', fractions, quantiles }, with a Float32Array, and as long a one for " +
      `each of ${actions} actions in a list; received ${show(made)}. Mend distribution of the head.`,
  );
}

/** Arrays of the caller's own: a head may keep those that it returns, or return views of one. */
function copyOf(
  isCategorical: boolean,
  points: Float32Array,
  each: readonly Float32Array[],
): ReturnDistribution {
  const first = new Float32Array(points);
  const others = each.map((one) => new Float32Array(one));
  return isCategorical
    ? { kind: 'categorical', support: first, probabilities: others }
    : { kind: 'quantile', fractions: first, quantiles: others };
}

/**
 * `distribution` of heads of logits.
 *
 * @param outputs - Shape `[actions, atoms]`.
 */
export function distributionOfLogits(
  support: Support,
  outputs: Float32Array,
  actions: number,
): ReturnDistribution {
  const { atoms, min } = support;
  checkOutputs(outputs, actions, atoms);
  const step = spacing(support);
  const own = new Float64Array(atoms);
  const probabilities = Array.from({ length: actions }, (_, action) => {
    softmax(outputs, action * atoms, own);
    return Float32Array.from(own);
  });
  const returns = Float32Array.from({ length: atoms }, (_, atom) => min + atom * step);
  return { kind: 'categorical', support: returns, probabilities };
}

/**
 * `distribution` of heads of quantiles.
 *
 * @param outputs - Shape `[actions, fractions]`.
 */
export function distributionOfQuantiles(
  fractions: ArrayLike<number>,
  outputs: Float32Array,
  actions: number,
): ReturnDistribution {
  const { length } = fractions;
  checkOutputs(outputs, actions, length);
  const quantiles = Array.from({ length: actions }, (_, action) =>
    outputs.slice(action * length, (action + 1) * length),
  );
  return { kind: 'quantile', fractions: Float32Array.from(fractions), quantiles };
}

function checkOutputs(outputs: Float32Array, actions: number, each: number): void {
  // Anything may be given by a program in plain JavaScript: what is no number cannot be multiplied.
  const isWhole = Number.isInteger(actions) && isFloat32Array(outputs) && each > 0;
  if (isWhole && outputs.length === actions * each) return;
  throw new ShapeError(
    'distribution(outputs, actions, fractions) needs a Float32Array of one observation: an output for each of ' +
      `${each} atoms or fractions of each of ${show(actions)} actions; received ${show(outputs)}.`,
  );
}
