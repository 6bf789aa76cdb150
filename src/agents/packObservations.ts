import { ValueError } from '../errors.ts';
import type { ObservationBatch } from '../replay/batch.ts';
import { allocateObservations, elementsOf } from '../replay/observationColumn.ts';
import type { Observation, ObservationSpace } from '../spaces/space.ts';
import { checkObservation } from '../spaces/checkObservation.ts';
import { show } from '../validation/options.ts';

/**
 * Several observations in one new array, as a network takes them.
 *
 * @returns Shape `[observations, ...observation]`.
 * @throws {ShapeError | ValueError} If one does not fit the space, or there is
 *   none.
 */
export function packObservations(
  space: ObservationSpace,
  observations: readonly Observation[],
): ObservationBatch {
  // A program in plain JavaScript may hand in anything, such as one observation.
  const given: unknown = observations;
  if (!Array.isArray(given) || given.length === 0) {
    throw new ValueError(
      'actMany(observations) needs an array of at least one observation; ' +
        `received ${Array.isArray(given) ? 'none' : show(given)}. For a single one there is act.`,
    );
  }
  // By index: forEach would pass over the holes of a sparse array.
  for (let index = 0; index < observations.length; index++) {
    checkObservation(space, observations[index], `observations[${index}]`);
  }
  const rows = allocateObservations(space, observations.length);
  const size = elementsOf(space);
  observations.forEach((observation, row) => {
    if (typeof observation === 'number') rows[row] = observation;
    else rows.set(observation, row * size);
  });
  return rows;
}
