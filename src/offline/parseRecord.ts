import { ShapeError, ValueError } from '../errors.ts';
import type { Transition } from '../protocol/transition.ts';
import type { Observation, ObservationSpace } from '../spaces/space.ts';
import { parseStrictJson } from '../state/strictJson.ts';
import { show, suggestion } from '../validation/options.ts';
import { transitionsOf, type RecordedEpisode } from './recordedEpisode.ts';

/** The fields of a transition. */
export const TRANSITION: readonly (keyof Transition)[] = [
  'observation',
  'action',
  'reward',
  'nextObservation',
  'terminated',
  'truncated',
  'actionMask',
  'nextActionMask',
  'priority',
  'demonstration',
];

const EPISODE = [
  'observations',
  'actions',
  'rewards',
  'terminated',
  'truncated',
  'actionMasks',
] as const satisfies readonly (keyof RecordedEpisode)[];

/**
 * The transitions of a line of JSON: one transition, or a whole episode. What a replay
 * buffer checks is not checked here.
 *
 * @throws {ValueError | ShapeError} If it is no JSON, has a field that is not known,
 *   or holds observations that are none of the space.
 */
export function parseRecord(text: string, space: ObservationSpace): Transition[] {
  const record = parseObject(text);
  if (Object.hasOwn(record, 'observations')) {
    rejectUnknownFields(record, EPISODE, 'An episode');
    const { observations } = record;
    if (!Array.isArray(observations)) {
      throw new ValueError(
        `observations of an episode must be an array; received ${show(observations)}.`,
      );
    }
    return transitionsOf({
      ...(record as unknown as RecordedEpisode),
      observations: observations.map((one, index) =>
        parseObservation(space, one, `observations[${index}]`),
      ),
    });
  }
  rejectUnknownFields(record, TRANSITION, 'A transition');
  const at = (name: 'observation' | 'nextObservation'): Observation =>
    parseObservation(space, record[name], name);
  const parsed = {
    ...record,
    observation: at('observation'),
    nextObservation: at('nextObservation'),
  };
  return [parsed as unknown as Transition];
}

function parseObject(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = parseStrictJson(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : show(cause);
    const isPath = /^[^{}\n]*\.(jsonl|ndjson|json|txt|gz)$/i.test(text.trim());
    const advice = isPath ? ' To read a file, pass createReadStream(path) of node:fs.' : '';
    throw new ValueError(`It must be a line of JSON; ${reason}.${advice}`, { cause });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new ValueError(
    `It must be an object: a transition or an episode; received ${show(value)}.`,
  );
}

/** @throws {ValueError} If a record has a field that is not among the known ones. */
export function rejectUnknownFields(record: object, known: readonly string[], what: string): void {
  const odd = Object.keys(record).find((name) => !known.includes(name));
  if (odd === undefined) return;
  throw new ValueError(
    `${what} has no field ${show(odd)}${suggestion(odd, known)}; known fields: ${known.join(', ')}.`,
  );
}

/** The observation that numbers of a file stand for: of a `Box`, its elements in one list. */
function parseObservation(space: ObservationSpace, value: unknown, name: string): Observation {
  if (space.kind === 'discrete') return value as number;
  if (!Array.isArray(value)) {
    throw new ValueError(
      `${name} must be a list of ${space.size} numbers, as ${space.toString()} has; received ${show(value)}.`,
    );
  }
  if (value.length !== space.size) {
    throw new ShapeError(
      `${name} must be a list of ${space.size} numbers, as ${space.toString()} has; received ` +
        `${value.length}.`,
    );
  }
  return toElements(space.dtype, value, name);
}

/**
 * Elements of a `Box`.
 *
 * @throws {ValueError} If one is no number, or no byte where bytes are wanted.
 */
export function toElements(
  dtype: 'float32' | 'uint8',
  values: ArrayLike<unknown>,
  name: string,
): Float32Array | Uint8Array {
  const elements =
    dtype === 'uint8' ? new Uint8Array(values.length) : new Float32Array(values.length);
  for (let index = 0; index < elements.length; index++) {
    const value = values[index];
    const isRight =
      typeof value === 'number' &&
      (dtype === 'float32' || (Number.isInteger(value) && value >= 0 && value <= 255));
    if (!isRight) {
      const what = dtype === 'uint8' ? 'a whole number from 0 to 255' : 'a number';
      throw new ValueError(`${name}[${index}] must be ${what}; received ${show(value)}.`);
    }
    elements[index] = value;
  }
  return elements;
}
