import type { Architecture } from '../../../networks/architecture.ts';
import { kindOf } from '../../../networks/layers/table.ts';
import { canShare, coreCount } from './startHelper.ts';

/** Products for an observation from which on an update of a usual batch is worth dividing. */
const WORTHWHILE = 20_000;
/** More threads than this have to be asked for. */
const USUAL = 4;

/**
 * How many threads compute a network.
 *
 * @param wanted - Of the option; `undefined` for as many as there is work and cores for.
 */
export function threadsFor(architecture: Architecture, wanted: number | undefined): number {
  if (wanted === 1 || !canShare()) return 1;
  if (wanted !== undefined) return wanted;
  return products(architecture) < WORTHWHILE ? 1 : Math.min(USUAL, coreCount());
}

/** Multiplications in one pass of one observation. */
function products({ trunk, output }: Architecture): number {
  const layers = output.type === 'linear' ? output.layers : [...output.value, ...output.advantage];
  return [...trunk, ...layers].reduce(
    (total, layer) => total + kindOf(layer).describe(layer).products,
    0,
  );
}
