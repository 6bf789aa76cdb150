import type { State } from '../../state/state.ts';
import { Discrete } from '../../spaces/discrete.ts';
import { rejectUnknownOptions, requireBoolean } from '../../validation/options.ts';
import { drawCliffWalking } from './drawCliffWalking.ts';
import type {
  ResetOptions,
  ResetResult,
  RgbaImage,
  StepResult,
} from '../../protocol/environment.ts';
import type { TabularEnvironment, Transition } from '../tabular/tabularEnvironment.ts';
import { TabularWorld } from '../tabular/tabularWorld.ts';
import { TransitionTable } from '../tabular/transitionTable.ts';
import { CELLS, cliffWalkingTransitions, START } from './cliffWalkingTransitions.ts';

/**
 * What {@link CliffWalking} is made from.
 *
 * @category Environments
 */
export interface CliffWalkingOptions {
  /**
   * Decides all chances until `reset` is given a seed: a whole number from 0
   * to 2³² − 1.
   *
   * @default 0
   */
  readonly seed?: number;
  /**
   * Whether a step goes to the left or right of where it is meant to, with
   * probability 1/3 each.
   *
   * @default false
   */
  readonly isSlippery?: boolean;
}

const ACTIONS = 4;

/**
 * Walk along a cliff without falling off: along the edge is the shortest way,
 * farther inland the safer one. Gymnasium's `CliffWalking-v0` and
 * `CliffWalking-v1`, transition for transition. There is no time limit.
 *
 * - **Observation**: the number of the cell, row by row from the north-west:
 *   4 rows of 12.
 * - **Actions**: 0 north (up), 1 east (right), 2 south (down), 3 west (left).
 * - **Reward**: −1 for every step; −100 for one off the cliff (cells 37 to
 *   46), which leads back to the start.
 * - **Start**: cell 36, the south-west corner.
 * - **Terminated**: at cell 47, the south-east corner.
 * - **Info**: `prob`, how likely the step led to where it led to.
 *
 * The best return is −13.
 *
 * @example
 * ```ts
 * import { CliffWalking } from 'deepq/environments';
 *
 * const environment = new CliffWalking();
 * environment.reset().observation; // 36
 * environment.step(0).observation; // 24: one cell to the north
 * environment.transitions(36, 1); // [{ probability: 1, nextState: 36, reward: -100, terminated: false }]
 * ```
 * @see Sutton and Barto 2018, example 6.6, http://incompleteideas.net/book/the-book-2nd.html
 * @see https://gymnasium.farama.org/environments/toy_text/cliff_walking/
 * @category Environments
 */
export class CliffWalking implements TabularEnvironment {
  /** One state for each of 48 cells, of which 38 can be reached. */
  readonly observationSpace: Discrete = new Discrete(CELLS);
  /** 0 north, 1 east, 2 south, 3 west. */
  readonly actionSpace: Discrete = new Discrete(ACTIONS);
  readonly #world: TabularWorld;

  /** @throws {OptionsError} If an option is unknown or out of range. */
  constructor(options: CliffWalkingOptions = {}) {
    rejectUnknownOptions('CliffWalking', options, ['seed', 'isSlippery']);
    const isSlippery = requireBoolean('CliffWalking isSlippery', options.isSlippery ?? false);
    this.#world = new TabularWorld({
      name: 'CliffWalking',
      seed: options.seed,
      table: new TransitionTable(CELLS, ACTIONS, cliffWalkingTransitions(isSlippery)),
      starts: [START],
      meanings: '0 (north), 1 (east), 2 (south) or 3 (west)',
    });
  }

  /**
   * @throws {OptionsError} If an option is unknown, or there is a bare seed in
   *   place of options.
   * @throws {ValueError} If the seed is not a whole number from 0 to 2³² − 1.
   */
  reset(options: ResetOptions = {}): ResetResult<number> {
    this.#world.start(options);
    return { observation: this.#world.state, info: { prob: 1 } };
  }

  /**
   * @throws {UsageError} Before the first `reset`, and after the end of an
   *   episode.
   * @throws {ValueError} If `action` is not a whole number from 0 to 3.
   */
  step(action: number): StepResult<number> {
    const { nextState, reward, terminated, probability } = this.#world.step(action);
    const info = { prob: probability };
    return { observation: nextState, reward, terminated, truncated: false, info };
  }

  /**
   * What `action` may lead to in `state`: Gymnasium's `P[state][action]`, in
   * its order. Frozen; the same list at every call.
   *
   * @throws {ValueError} If there is no such state or action.
   */
  transitions(state: number, action: number): readonly Transition[] {
    return this.#world.transitions(state, action);
  }

  /** 1 for the start, 0 for the other cells. A new array, shape `[48]`. */
  initialStateDistribution(): Float64Array {
    return this.#world.initialStateDistribution();
  }

  /**
   * Everything that decides what comes next, as plain data: `state`, `running`
   * (whether an episode is under way) and `random`.
   */
  getState(): State {
    return this.#world.getState();
  }

  /**
   * Continues from a state that {@link CliffWalking.getState} returned. To
   * start where you like, change the `state` of such a state.
   *
   * @throws {CheckpointError} If the state is not one of CliffWalking; the
   *   environment then stays as it was.
   */
  setState(state: State): void {
    this.#world.setState(state);
  }

  /**
   * Draws the land into a new picture of 720 × 240 pixels: the meadow, the
   * cliff, the start, the goal (a flag) and the walker.
   *
   * @throws {UsageError} Before the first `reset`.
   */
  render(): RgbaImage {
    this.#world.requireStarted();
    return drawCliffWalking(this.#world.state);
  }
}
