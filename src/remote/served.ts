import type { Agent } from '../agents/agent.ts';
import { OptionsError } from '../errors.ts';
import type { AsyncEnvironment, Environment } from '../protocol/environment.ts';
import type { EnvironmentGroup } from '../protocol/environmentGroup.ts';
import type { TrainOptions } from '../training/trainOptions.ts';
import { rejectUnknown } from '../validation/rejectUnknown.ts';
import { show } from '../validation/show.ts';

/**
 * What the function given to `serveTraining` makes: all that a training needs.
 *
 * @category Workers
 */
export interface ServedTraining {
  /** Such as a `DQNAgent`. */
  readonly agent: Agent;
  /** What it is trained in: an environment, or a group of them. */
  readonly environment: Environment | AsyncEnvironment | EnvironmentGroup;
  /** Options of {@link train}. The page says where it goes on (`from`), and holds it up. */
  readonly train: Omit<TrainOptions, 'from' | 'signal' | 'beforeStep'>;
  /**
   * Functions that the page can call between two steps, by
   * {@link RemoteTraining.call}. Arguments and results are copied, so that they must be plain
   * data: `{ export: () => exportPolicy(agent) }`.
   *
   * @default none
   */
  readonly methods?: Readonly<Record<string, (...given: never[]) => unknown>>;
}

/**
 * Makes what a worker is to train, from the options that the page gave.
 *
 * @category Workers
 */
export type MakeTraining<Options = undefined> = (
  options: Options,
) => ServedTraining | Promise<ServedTraining>;

/** @throws {OptionsError} If it is not what a maker should return. `train` checks the rest. */
export function requireServed(served: ServedTraining): ServedTraining {
  const where = 'What the function of serveTraining returns';
  const known = ['agent', 'environment', 'train', 'methods'];
  rejectUnknown(where, served, known, { call: () => '', key: () => '' });
  const { methods } = served;
  const train: unknown = served.train;
  if (typeof train !== 'object' || train === null) {
    throw new OptionsError(
      `${where} needs train, the options of train(), such as { environmentSteps: 50_000 }; ` +
        `received ${show(train)}.`,
    );
  }
  for (const name of ['from', 'signal', 'beforeStep']) {
    if (!(name in train)) continue;
    throw new OptionsError(
      `${where} must not have train.${name}, which the page decides; leave it out, and use from, stop() ` +
        'or speed of the page.',
    );
  }
  if (methods !== undefined && (typeof methods !== 'object' || (methods as unknown) === null)) {
    throw new OptionsError(
      `${where} must have functions by their names under methods, or leave it out; received ${show(methods)}.`,
    );
  }
  for (const [name, method] of Object.entries(methods ?? {})) {
    if (typeof method === 'function') continue;
    throw new OptionsError(`methods.${name} must be a function; received ${show(method)}.`);
  }
  return served;
}
