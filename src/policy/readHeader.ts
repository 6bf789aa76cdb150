import type { PolicyHeader, PolicyObservations, ValuesHeader } from './header.ts';
import {
  choice,
  finite,
  malformed,
  MAX_NUMBERS,
  requireFields,
  requireList,
  shapeOf,
  whole,
  type Fields,
} from './malformed.ts';

/** A header whose layers are still to be checked, as they are fitted. */
export interface CheckedHeader extends Omit<PolicyHeader, 'trunk' | 'streams'> {
  readonly trunk: readonly Fields[];
  readonly streams: readonly (readonly Fields[])[];
}

const MAX_LAYERS = 256;

/**
 * Checks the JSON of a policy file.
 *
 * @throws {CheckpointError} If anything in it is missing or out of range.
 */
export function readHeader(json: unknown): CheckedHeader {
  const fields = requireFields('the header', json);
  const observations = readObservations(requireFields('observations', fields['observations']));
  const planes = choice(fields, 'planes', [true, false]);
  if (planes && !(observations.kind === 'box' && observations.shape.length === 3)) {
    throw malformed('planes need observations of three dimensions');
  }
  return {
    observations,
    actions: whole(fields, 'actions', 1, MAX_NUMBERS),
    scale: finite(fields, 'scale'),
    planes,
    precision: choice(fields, 'precision', ['float32', 'float16', 'int8']),
    values: readValues(requireFields('values', fields['values'])),
    trunk: readLayers(fields['trunk']),
    streams: requireList('streams', fields['streams'], 2).map(readLayers),
  };
}

function readLayers(value: unknown): readonly Fields[] {
  return requireList('layers', value, MAX_LAYERS).map((layer) => requireFields('a layer', layer));
}

function readObservations(fields: Fields): PolicyObservations {
  const kind = choice(fields, 'kind', ['discrete', 'box']);
  if (kind === 'discrete') return { kind, n: whole(fields, 'n', 1, MAX_NUMBERS) };
  const dtype = choice(fields, 'dtype', ['float32', 'uint8']);
  return { kind, shape: shapeOf(fields, 'shape'), dtype };
}

function readValues(fields: Fields): ValuesHeader {
  const kind = choice(fields, 'kind', ['q', 'categorical', 'quantiles', 'fractions']);
  if (kind === 'q') return { kind };
  const level = 'level' in fields ? finite(fields, 'level') : undefined;
  if (level !== undefined && !(level > 0 && level <= 1)) throw malformed('level is out of range');
  const alone = 'alone' in fields ? { alone: choice(fields, 'alone', [true as const]) } : {};
  const more = { ...(level !== undefined && { level }), ...alone };
  if (kind !== 'categorical') return { kind, count: whole(fields, 'count', 1, 10_000), ...more };
  const atoms = whole(fields, 'atoms', 2, 10_000);
  const [min, max] = [finite(fields, 'min'), finite(fields, 'max')];
  if (!(min < max && Number.isFinite(max - min))) throw malformed('min is not below max');
  return { kind, atoms, min, max, ...more };
}
