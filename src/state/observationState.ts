import type { StateReader } from './stateReader.ts';
import type { StateValue } from './state.ts';
import type { Observation, ObservationSpace } from '../spaces/space.ts';

/** An observation as a field of a state. */
export function saveObservation(observation: Observation): StateValue {
  if (typeof observation === 'number') return observation;
  return { shape: [observation.length], data: observation.slice() };
}

/**
 * Reads what {@link saveObservation} made, from the field `observation`.
 *
 * @throws {CheckpointError} If it is no observation of that space.
 */
export function loadObservation(reader: StateReader, space: ObservationSpace): Observation {
  if (space.kind === 'discrete') return reader.integer('observation', { min: 0, max: space.n - 1 });
  const shape = [space.size];
  return space.dtype === 'uint8'
    ? reader.tensor('observation', Uint8Array, shape).slice()
    : reader.tensor('observation', Float32Array, shape).slice();
}
