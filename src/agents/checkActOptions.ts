import { OptionsError } from '../errors.ts';
import { rejectUnknownOptions, show } from '../validation/options.ts';
import { hasOnlyAtACall } from '../validation/rejectUnknown.ts';

const ofOne = ['explore', 'actionMask', 'random', 'stream'];
const ofMany = ['explore', 'actionMasks', 'random', 'streams'];

/** Of these null is refused as other values are that they cannot have. */
const toldLater = ['explore', 'actionMask', 'stream'];

const hints: Readonly<Record<string, string>> = {
  deterministic: 'explore: false',
  greedy: 'explore: false',
  mask: 'actionMask',
  actionMasks: 'actionMask, for one observation',
  streams: 'stream, for one observation',
};

/**
 * Refuses options of `act` that there are not: an agent that explores where it
 * was told not to would go unnoticed.
 *
 * @throws {OptionsError} If one is unknown, or there is something else in place of options.
 */
export function checkActOptions(options: object): void {
  checkKeys(
    'act(observation, options)',
    options,
    ofOne,
    hints,
    'act(observation, { actionMask: [1, 0] })',
  );
}

/** As `checkActOptions`, for several observations at once. */
export function checkActManyOptions(options: object): void {
  checkKeys('actMany(observations, options)', options, ofMany, {
    ...hints,
    actionMask: 'actionMasks, one for each observation',
    stream: 'streams, one for each observation',
  });
}

function checkKeys(
  where: string,
  options: object,
  known: readonly string[],
  hintsOfCall: Readonly<Record<string, string>>,
  call?: string,
): void {
  // A program in plain JavaScript may pass false, as other libraries have it.
  const given: unknown = options;
  if (typeof given !== 'object' || given === null) throw noOptions(where, given);
  // Not rejectUnknownOptions at once, which asks more of every name: acting is to cost little.
  if (!hasOnlyAtACall(options, known)) {
    rejectUnknownOptions(where, options, known, hintsOfCall, call, toldLater);
  }
  const { explore } = options as { readonly explore?: unknown };
  if (explore !== undefined && typeof explore !== 'boolean') throw noFlag(explore);
}

function noOptions(where: string, given: unknown): OptionsError {
  return new OptionsError(
    `${where} needs an object of options, such as { explore: false }; received ${show(given)}.`,
  );
}

function noFlag(explore: unknown): OptionsError {
  return new OptionsError(`explore must be true or false; received ${show(explore)}.`);
}
