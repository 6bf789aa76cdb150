import type { EnvironmentSpaces } from '../../protocol/environmentSpaces.ts';
import { HAS, layOutColumns } from './format.ts';
import { observationLayout } from './observationLayout.ts';

/**
 * How long a block of so many steps is, with first priorities, where no episode ends in it. One
 * with ends of episodes is longer by an observation for each; one with masks by a byte for each
 * action.
 */
export function usualBlockBytes(spaces: EnvironmentSpaces, steps: number): number {
  const layout = observationLayout(spaces);
  const frames = layout.count + steps;
  const counts = { steps, frames, ends: 0, has: HAS.priorities };
  return layOutColumns(counts, layout, spaces.actionSpace.n).byteLength;
}
