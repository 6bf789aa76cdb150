import { ValueError } from '../errors.ts';
import { abandonPromise } from '../protocol/abandonPromise.ts';
import { show } from '../validation/show.ts';
import { isFloat32Array, isUint8Array } from '../validation/typedArrays.ts';
import type { Arrival, LearnerChannel, WeightsSnapshot } from './channel.ts';
import type { RunSpec } from './runSpec.ts';

/*
 * What the methods of channels answer. A channel may be the user's own: an answer that is none
 * would end a run in silence, or as an error from within.
 */

type Opened = Awaited<ReturnType<LearnerChannel['open']>>;

/** @throws {ValueError} If it is not what `open` resolves to. */
export function requireOpened(opened: Opened): Opened {
  const { run, version, owner } = Object(opened) as Partial<Opened>;
  const isOwner = owner === undefined || typeof owner === 'string';
  const isVersion = Number.isSafeInteger(version) && Number(version) >= 0;
  if (typeof run === 'string' && isVersion && isOwner) return opened;
  throw wrong('open(beginning)', 'a promise of { run, version }, a text and a count', opened);
}

/**
 * @param method - `poll()` or `receive(waitMs)`.
 * @throws {ValueError} If they are no arrivals.
 */
export function requireArrivals(method: string, arrivals: readonly Arrival[]): readonly Arrival[] {
  const given: unknown = arrivals;
  if (!Array.isArray(given)) throw wrong(method, 'a list of { position, bytes }', given);
  for (const arrival of given as readonly unknown[]) {
    const { position, bytes } = Object(arrival) as Partial<Arrival>;
    if (typeof position === 'string' && isUint8Array(bytes)) continue;
    throw wrong(method, 'a list of { position, bytes }, a text and a Uint8Array', arrival);
  }
  return arrivals;
}

/** @throws {ValueError} If they are no texts. */
export function requireWarnings(warnings: readonly string[]): readonly string[] {
  const given: unknown = warnings;
  if (Array.isArray(given) && given.every((one) => typeof one === 'string')) return warnings;
  throw wrong('takeWarnings()', 'a list of texts', given);
}

/** @throws {ValueError} If it is neither a run nor null. */
export function requireJoined(spec: RunSpec | null): RunSpec | null {
  // What is wrong with a run, `requireRunSpec` tells.
  if (spec === null || typeof (spec as unknown) === 'object') return spec;
  throw wrong('join(session, signal)', 'a promise of a run, or of null where it is over', spec);
}

/** How `send` has ended. */
export type Outcome = 'sent' | 'stopped' | 'changed';

/** @throws {ValueError} If it is none. */
export function requireOutcome(outcome: Outcome): Outcome {
  if (['sent', 'stopped', 'changed'].includes(outcome)) return outcome;
  throw wrong(
    'send(sequence, bytes, signal)',
    "a promise of 'sent', 'stopped' or 'changed'",
    outcome,
  );
}

/** @throws {ValueError} If they are neither weights nor null. */
export function requireSnapshot(weights: WeightsSnapshot | null): WeightsSnapshot | null {
  if (weights === null) return null;
  const { version, values } = Object(weights) as Partial<WeightsSnapshot>;
  if (Number.isSafeInteger(version) && isFloat32Array(values)) return weights;
  throw wrong(
    'weights(version)',
    'weights { version, updates, environmentSteps, values }, or null where there are no others',
    weights,
  );
}

function wrong(method: string, needed: string, answer: unknown): ValueError {
  abandonPromise(answer);
  return new ValueError(`${method} of the channel must give ${needed}; it gave ${show(answer)}.`);
}
