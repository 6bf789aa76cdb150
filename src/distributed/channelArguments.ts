import { OptionsError, UsageError, ValueError } from '../errors.ts';
import {
  rejectUnknownOptions,
  requireBoolean,
  requireInteger,
  show,
} from '../validation/options.ts';
import type { LearnerBeginning, WeightsSnapshot } from './channel.ts';
import { requireRunSpec } from './runSpec.ts';

/*
 * What the methods of channels are called with. `train` and `runActor` call them rightly; a program
 * that calls them itself is told what was wrong.
 */

/** @throws {OptionsError} If it is no session. */
export function requireSession(session: unknown): void {
  if (typeof session === 'string' && /^[\da-f]{16}$/.test(session)) return;
  throw new OptionsError(
    `session must be 16 hexadecimal digits, another one for each actor and run; received ${show(session)}.`,
  );
}

/** @throws {OptionsError} If it is no block with its number. */
export function requireBlock(sequence: unknown, bytes: unknown): void {
  requireInteger('sequence', sequence, { min: 0, max: 2 ** 32 - 1 });
  if (bytes instanceof Uint8Array && bytes.length > 0) return;
  throw new OptionsError(`bytes must be a block, a Uint8Array; received ${show(bytes)}.`);
}

/**
 * @param length - How many there were before; `null` where these are the first ones.
 * @throws {OptionsError} If they are no weights with their version, or more or fewer than before.
 */
export function requireWeights(weights: WeightsSnapshot, length: number | null): void {
  const names = ['version', 'updates', 'environmentSteps', 'values'];
  rejectUnknownOptions('publish', weights, names);
  const { version, updates, environmentSteps, values } = weights;
  requireInteger('version', version, { min: 1 });
  requireInteger('updates', updates, { min: 0 });
  requireInteger('environmentSteps', environmentSteps, { min: 0 });
  if (!((values as unknown) instanceof Float32Array)) {
    throw new OptionsError(`values must be a Float32Array; received ${show(values)}.`);
  }
  if (length === null || values.length === length) return;
  throw new OptionsError(
    `values must hold ${length} weights, as those that were published before; received ${values.length}.`,
  );
}

/** @throws {DeepQError} If it is not how a learner begins. */
export function requireBeginning(beginning: LearnerBeginning): void {
  const names = ['spec', 'position', 'isResumed', 'blockBytes'];
  rejectUnknownOptions('open', beginning, names, {}, '', ['position']);
  const { spec, position, isResumed, blockBytes } = beginning;
  requireRunSpec(spec);
  if (position !== null) requirePosition(position);
  requireBoolean('isResumed', isResumed);
  requireInteger('blockBytes', blockBytes, { min: 1 });
}

/** @throws {OptionsError} If it is no place of a block. */
export function requirePosition(position: unknown): void {
  if (typeof position === 'string' && position.length <= 100) return;
  throw new OptionsError(
    `position must be that of a block, as receive() has given it; received ${show(position)}.`,
  );
}

/** @throws {OptionsError} If it names no run. */
export function requireRun(run: unknown): void {
  if (typeof run === 'string' && /^[\da-f]{32}$/.test(run)) return;
  throw new OptionsError(
    `run must be that of the learner, 32 hexadecimal digits; received ${show(run)}.`,
  );
}

/** @throws {OptionsError} If it is nothing that tells a learner from others. */
export function requireOwner(owner: unknown): void {
  if (owner === undefined || (typeof owner === 'string' && /^[\da-f]{16}$/.test(owner))) return;
  throw new OptionsError(
    `owner must be what open() of the learner has said, 16 hexadecimal digits; received ${show(owner)}.`,
  );
}

/** @throws {OptionsError} If they are no sequence numbers by session, or no sessions to be forgotten. */
export function requireSessions(sessions: unknown, forgotten: unknown): void {
  const isMap = sessions instanceof Map;
  if (!isMap || ![...(sessions as Map<unknown, unknown>)].every(isNumbered)) {
    throw new OptionsError(
      'sessions must be a Map from session to the sequence number that comes next; received ' +
        `${show(sessions)}.`,
    );
  }
  const isText = (one: unknown): boolean => typeof one === 'string';
  if (Array.isArray(forgotten) && forgotten.every(isText)) return;
  throw new OptionsError(`forgotten must be a list of sessions; received ${show(forgotten)}.`);
}

function isNumbered([session, next]: readonly [unknown, unknown]): boolean {
  return typeof session === 'string' && Number.isSafeInteger(next) && Number(next) >= 0;
}

/**
 * What is told of a learner or an actor, as JSON.
 *
 * @throws {ValueError} If it is no plain data.
 */
export function factsText(facts: object): string {
  try {
    if (typeof facts === 'object' && (facts as unknown) !== null) {
      // As a record, to which the server adds the time: not what a toJSON of its class makes of it.
      return JSON.stringify({ ...facts });
    }
  } catch {
    // Such as of an object that holds itself.
  }
  throw new ValueError(`What is reported must be plain data; received ${show(facts)}.`);
}

/** A method that needs another one before it. */
export function calledTooEarly(method: string, first: string): UsageError {
  return new UsageError(`${method}() needs ${first}() first; wait for what it returns.`);
}
