import type { EnvironmentSpaces } from './environmentSpaces.ts';

/**
 * What replay buffers and networks ask of spaces, in words that are equal where the
 * spaces are alike. Bounds may differ.
 */
export function describeSpaces({ observationSpace, actionSpace }: EnvironmentSpaces): string {
  const seen =
    observationSpace.kind === 'discrete'
      ? `${observationSpace.n} states`
      : `${observationSpace.dtype} observations of [${observationSpace.shape.join(', ')}]`;
  return `${seen} and ${actionSpace.n} actions`;
}
