import { OptionsError } from '../errors.ts';
import type { ObservationSpace } from '../spaces/space.ts';

/** A vector of all weights must fit one typed array of every browser. */
export const MAX_PARAMETERS: number = 2 ** 28;

/** The error of a network that has too many weights: it names the layer that has most of them. */
export function tooManyWeights(
  parameterCount: number,
  parameters: readonly { readonly name: string; readonly size: number }[],
  space: ObservationSpace,
): OptionsError {
  const [largest] = [...parameters].sort((a, b) => b.size - a.size);
  const most = largest ? `, ${largest.size} of them in ${largest.name}` : '';
  const isTable = space.kind === 'discrete' && largest?.name.endsWith('.table');
  const isOutput = largest?.name.startsWith('output.') ?? false;
  return new OptionsError(
    `The network would have ${parameterCount} weights${most}, and at most ${MAX_PARAMETERS} are possible; ` +
      (isTable
        ? `that is the embedding, with a row for each of ${space.n} observations. Describe a state by ` +
          'its parts, as a Box of a few numbers, or give the embedding a smaller size.'
        : isOutput
          ? 'that is the last layer, with outputs for every action. Offer fewer actions, take fewer outputs of ' +
            'each (atoms, quantiles, bins), or use a smaller layer in front of it.'
          : 'use smaller layers.'),
  );
}
