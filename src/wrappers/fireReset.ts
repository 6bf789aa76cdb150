import type { State } from '../state/state.ts';
import type {
  Environment,
  ResetOptions,
  ResetResult,
  RgbaImage,
  StepResult,
} from '../protocol/environment.ts';
import { EnvironmentError, OptionsError } from '../errors.ts';
import type { Discrete } from '../spaces/discrete.ts';
import type { Observation, ObservationSpace } from '../spaces/space.ts';
import { rejectUnknownOptions, show } from '../validation/options.ts';
import { Inner } from './inner.ts';
import { lookInside } from './lookInside.ts';
import { playFirst } from './playFirst.ts';
import { requireAction } from './requireAction.ts';

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
export class FireReset<O extends Observation = Observation> implements Environment<O> {
  /** The environment inside. */
  readonly environment: Environment<O>;
  /** The actions that start the game. */
  readonly actions: readonly number[];
  /** That of the environment inside. */
  readonly observationSpace: ObservationSpace;
  /** That of the environment inside. */
  readonly actionSpace: Discrete;
  readonly #inner: Inner<O>;

  /**
   * @throws {OptionsError} If an option is unknown, or there is no such action.
   * @throws {EnvironmentError} If `environment` has no `reset` or `step`, or
   *   says what its actions do, and none of the default ones is FIRE.
   */
  constructor(environment: Environment<O>, options: FireResetOptions = {}) {
    rejectUnknownOptions('FireReset', options, ['actions']);
    const { actions = [1, 2] } = options;
    if (!Array.isArray(actions) || actions.length === 0) {
      throw new OptionsError(
        `FireReset actions must be an array of at least one action; received ${show(actions)}.`,
      );
    }
    this.#inner = new Inner('FireReset', environment);
    if (options.actions === undefined) requireFire(environment);
    this.actions = Array.from(actions, (action, index) =>
      requireAction(`FireReset actions[${index}]`, action, environment),
    );
    this.environment = environment;
    this.observationSpace = environment.observationSpace;
    this.actionSpace = environment.actionSpace;
    this.#inner.lendMethods(this);
  }

  /** @throws {EnvironmentError} If the environment inside returns a promise, or no object. */
  reset(options?: ResetOptions): ResetResult<O> {
    return playFirst(this.#inner, this.actions, this.#inner.reset(options), undefined);
  }

  /** @throws {EnvironmentError} If the environment inside returns a promise, or no object. */
  step(action: number): StepResult<O> {
    return this.#inner.step(action);
  }

  close(): void {
    this.#inner.close();
  }

  /** The state of the environment inside. Absent where the environment inside has none. */
  getState?(): State;

  /** Continues from a state that `getState` returned. Absent where the environment inside has none. */
  setState?(state: State): void;

  /** The picture of the environment inside. Absent where that has none. */
  render?(): RgbaImage;
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
