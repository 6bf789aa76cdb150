import type { Environment, ResetOptions, ResetResult } from '../protocol/environment.ts';
import { EnvironmentError, OptionsError } from '../errors.ts';
import type { Observation } from '../spaces/space.ts';
import { rejectUnknownOptions, show } from '../validation/options.ts';
import { lookInside } from '../protocol/lookInside.ts';
import { playFirst } from './parts/playFirst.ts';
import { requireAction } from './parts/spacesInside.ts';
import { Wrapper } from './wrapper.ts';

/**
 * What {@link FireReset} is made from.
 *
 * @category Wrappers
 */
export interface FireResetOptions {
  /**
   * The actions that start the game, taken in turn.
   *
   * @default [1, 2], FIRE and the action after it, as Stable-Baselines3 has it
   */
  readonly actions?: readonly number[];
}

/**
 * Begins every episode with the actions that start the game, for games that
 * stand still until somebody fires. Other games need none of it: in some of
 * them action 1 is no FIRE but UP, or FIRE is a shot.
 *
 * Rewards of these actions are lost; where the episode ends in between,
 * another one is begun.
 *
 * **Order of wrapping**: outside of {@link FrameSkip} and {@link EpisodicLife},
 * after each of whose ends the ball has to be served again.
 *
 * @example
 * ```ts
 * import { FireReset } from 'deepq';
 * import { CartPole } from 'deepq/environments';
 *
 * const environment = new FireReset(new CartPole(), { actions: [1] });
 * environment.reset({ seed: 1 }).observation; // already pushed to the right once
 * ```
 * @category Wrappers
 */
export class FireReset<O extends Observation = Observation> extends Wrapper<O> {
  /** The actions that start the game. */
  readonly actions: readonly number[];

  /**
   * @throws {OptionsError} If an option is unknown, or there is no such action.
   * @throws {EnvironmentError} If `environment` has no `reset` or `step`, or
   *   says that its action 1 is not `FIRE`, where `actions` are not given.
   */
  constructor(environment: Environment<O>, options: FireResetOptions = {}) {
    super(environment, 'FireReset');
    rejectUnknownOptions(
      'FireReset',
      options,
      ['actions'],
      {},
      'new FireReset(environment, { actions: [1, 2] })',
    );
    const { actions = [1, 2] } = options;
    if (!Array.isArray(actions) || actions.length === 0) {
      throw new OptionsError(
        `FireReset actions must be an array of at least one action; received ${show(actions)}.`,
      );
    }
    if (options.actions === undefined) requireFire(environment);
    this.actions = Array.from(actions, (action, index) =>
      requireAction(`FireReset actions[${index}]`, action, environment),
    );
  }

  override reset(options?: ResetOptions): ResetResult<O> {
    const begun = this.resetInside(options);
    return playFirst(this.actions, begun, {
      step: (action) => this.stepInside(action),
      // A seed was for the first of them.
      reset: () => this.resetInside(),
    });
  }
}

/** Where an environment says what its actions do, action 1 has to be the one that the default takes it for. */
function requireFire(environment: Environment): void {
  const meanings = lookInside(environment, 'actionMeanings');
  if (!Array.isArray(meanings) || meanings.length !== environment.actionSpace.n) return;
  if (meanings[1] === 'FIRE') return;
  throw new EnvironmentError(
    'FireReset is for games that wait for FIRE, which it takes to be action 1; the actions of this ' +
      `game are ${meanings.join(', ')}. Leave it out, or say which actions start the game: ` +
      '{ actions: […] }.',
  );
}
