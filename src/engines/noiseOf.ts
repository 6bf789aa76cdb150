import { ShapeError } from '../errors.ts';
import type { NetworkShape } from '../networks/architecture.ts';
import type { Draws } from './engine.ts';

/**
 * The noise of a pass, checked; `null` where the network takes none, or is to
 * compute with the means alone.
 *
 * @throws {ShapeError} If it has another length than the network takes.
 */
export function noiseOf(
  { noiseCount }: NetworkShape,
  draws: Draws | undefined,
): Float32Array | null {
  const noise = draws?.noise ?? null;
  if (noise === null || noiseCount === 0) return null;
  if (noise.length === noiseCount) return noise;
  throw new ShapeError(
    `A pass of this network takes ${noiseCount} numbers of noise; received ${noise.length}. ` +
      'drawNoise(architecture, random) draws them.',
  );
}
