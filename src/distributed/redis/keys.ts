import { OptionsError } from '../../errors.ts';
import { show } from '../../validation/options.ts';

/** The keys of a run. The braces keep them on one node of a cluster. */
export interface RunKeys {
  /** What actors need to know, as JSON. */
  readonly spec: string;
  /** Run, state, and bounds. */
  readonly control: string;
  /** The stream of blocks. */
  readonly experience: string;
  /** By session, the sequence number that comes next. */
  readonly sent: string;
  /** By session, the sequence number that comes next after the last checkpoint. */
  readonly acked: string;
  /** The latest weights. */
  readonly weights: string;
  /** By session, how actors are doing. */
  readonly actors: string;
  /** How the learner is doing. */
  readonly learner: string;
}

/** Whether a run may have this name. */
export function isRunName(name: unknown): name is string {
  return typeof name === 'string' && /^[\w.:-]{1,200}$/.test(name);
}

/** The pattern, as SCAN takes it, of the key that each run has. */
export const CONTROL_KEYS = 'deepq:{*}:control';

/** The name of the run that such a key is of; `null` where it is none. */
export function runOfControlKey(key: string): string | null {
  const name = /^deepq:\{(.*)\}:control$/.exec(key)?.[1];
  return isRunName(name) ? name : null;
}

/** @throws {OptionsError} If the name is none. */
export function keysOf(run: string): RunKeys {
  if (!isRunName(run)) {
    throw new OptionsError(
      'run must be a name of 1 to 200 letters, digits, dots, colons, dashes and underscores, such as ' +
        `'cartpole-1'; received ${show(run)}.`,
    );
  }
  const key = (name: string): string => `deepq:{${run}}:${name}`;
  return {
    spec: key('spec'),
    control: key('control'),
    experience: key('experience'),
    sent: key('sent'),
    acked: key('acked'),
    weights: key('weights'),
    actors: key('actors'),
    learner: key('learner'),
  };
}
