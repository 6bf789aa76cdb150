import type { State } from '../../state/state.ts';
import { OptionsError } from '../../errors.ts';
import { Discrete } from '../../spaces/discrete.ts';
import {
  rejectUnknownOptions,
  requireBoolean,
  requireChoice,
  requireNumber,
} from '../../validation/options.ts';
import { drawFrozenLake } from './drawFrozenLake.ts';
import type {
  ResetOptions,
  ResetResult,
  RgbaImage,
  StepResult,
} from '../../protocol/environment.ts';
import type { TabularEnvironment, Transition } from '../tabular/tabularEnvironment.ts';
import { TabularWorld } from '../tabular/tabularWorld.ts';
import { TransitionTable } from '../tabular/transitionTable.ts';
import { MAPS, requireMap } from './frozenLakeMap.ts';
import {
  frozenLakeStarts,
  frozenLakeTransitions,
  type TileRewards,
} from './frozenLakeTransitions.ts';

/**
 * What {@link FrozenLake} is made from.
 *
 * @category Environments
 */
export interface FrozenLakeOptions {
  /**
   * Decides all chances until `reset` is given a seed: a whole number from 0
   * to 2³² − 1.
   *
   * @default 0
   */
  readonly seed?: number;
  /**
   * A map that comes with deepq.
   *
   * @default '4x4'
   */
  readonly mapName?: '4x4' | '8x8';
  /**
   * A map of your own, in place of `mapName`: rows of equal length, from the
   * north, of the letters S (start; where there are several, one is drawn), F
   * (frozen), H (hole) and G (goal). {@link generateRandomMap} makes some.
   */
  readonly desc?: readonly string[];
  /**
   * Whether a step may go to the left or right of where it is meant to.
   *
   * @default true
   */
  readonly isSlippery?: boolean;
  /**
   * On a slippery lake: how likely a step goes where it is meant to, from 0
   * to 1. The rest is shared by both sides.
   *
   * @default 1/3
   */
  readonly successRate?: number;
  /**
   * What a step earns by the tile that it leads to: finite numbers.
   *
   * @default { goal: 1, hole: 0, frozen: 0 }
   */
  readonly rewardSchedule?: FrozenLakeRewards;
}

/**
 * What a step of {@link FrozenLake} earns.
 *
 * @category Environments
 */
export interface FrozenLakeRewards {
  /**
   * For reaching a goal.
   *
   * @default 1
   */
  readonly goal?: number;
  /**
   * For falling into a hole.
   *
   * @default 0
   */
  readonly hole?: number;
  /**
   * For any other step.
   *
   * @default 0
   */
  readonly frozen?: number;
}

const OPTIONS = ['seed', 'mapName', 'desc', 'isSlippery', 'successRate', 'rewardSchedule'];
const ACTIONS = 4;

/**
 * Cross a frozen lake without falling into a hole. Gymnasium's
 * `FrozenLake-v1`, transition for transition, without its time limit:
 * `makeEnvironment('FrozenLake-v1')` adds 100 steps, and
 * `makeEnvironment('FrozenLake8x8-v1')` 200.
 *
 * - **Observation**: the number of the tile, row by row from the north-west.
 * - **Actions**: 0 west (left), 1 south (down), 2 east (right), 3 north (up).
 *   On a slippery lake, the default, a step goes there with probability 1/3,
 *   and to either side with 1/3.
 * - **Reward**: 1 for reaching the goal, otherwise 0.
 * - **Start**: the tile S.
 * - **Terminated**: at the goal, and in a hole.
 * - **Info**: `prob`, how likely the step led to where it led to.
 *
 * The slippery lake of 4 × 4 tiles cannot be crossed in more than 74 % of
 * episodes of 100 steps.
 *
 * @example
 * ```ts
 * import { FrozenLake } from 'deepq/environments';
 *
 * const environment = new FrozenLake({ mapName: '8x8', isSlippery: false });
 * environment.reset().observation; // 0
 * environment.step(2).observation; // 1: one tile to the east
 * environment.transitions(0, 1); // [{ probability: 1, nextState: 8, reward: 0, terminated: false }]
 * ```
 * @see https://gymnasium.farama.org/environments/toy_text/frozen_lake/
 * @category Environments
 */
export class FrozenLake implements TabularEnvironment {
  /** One state for each tile. */
  readonly observationSpace: Discrete;
  /** 0 west, 1 south, 2 east, 3 north. */
  readonly actionSpace: Discrete = new Discrete(ACTIONS);
  /** The map, row by row from the north. Frozen. */
  readonly desc: readonly string[];
  readonly #world: TabularWorld;

  /**
   * @throws {OptionsError} If an option is unknown or out of range, or two of
   *   them contradict each other.
   */
  constructor(options: FrozenLakeOptions = {}) {
    rejectUnknownOptions('FrozenLake', options, OPTIONS);
    this.desc = Object.freeze(resolveMap(options));
    const tiles = this.desc.join('').length;
    this.observationSpace = new Discrete(tiles);
    const rule = frozenLakeTransitions(
      this.desc,
      resolveSuccessRate(options),
      resolveRewards(options.rewardSchedule ?? {}),
    );
    this.#world = new TabularWorld({
      name: 'FrozenLake',
      seed: options.seed,
      table: new TransitionTable(tiles, ACTIONS, rule),
      starts: frozenLakeStarts(this.desc),
      meanings: '0 (west), 1 (south), 2 (east) or 3 (north)',
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

  /** How likely an episode starts on each tile. A new array, shape `[tiles]`. */
  initialStateDistribution(): Float64Array {
    return this.#world.initialStateDistribution();
  }

  /**
   * Everything that decides what comes next, as plain data: `state`, `running`
   * (whether an episode is under way) and `random`. The map is not part of it.
   */
  getState(): State {
    return this.#world.getState();
  }

  /**
   * Continues from a state that {@link FrozenLake.getState} returned, of a
   * lake with the same map. To start where you like, change the `state` of
   * such a state.
   *
   * @throws {CheckpointError} If the state is not one of such a lake; the
   *   environment then stays as it was.
   */
  setState(state: State): void {
    this.#world.setState(state);
  }

  /**
   * Draws the lake into a new picture: ice, holes, the start, the goal (a
   * flag) and the walker. A tile is 64 × 64 pixels, or less where the lake has
   * more than 16 rows or columns.
   *
   * @throws {UsageError} Before the first `reset`.
   */
  render(): RgbaImage {
    this.#world.requireStarted();
    return drawFrozenLake(this.desc, this.#world.state);
  }
}

function resolveMap({ desc, mapName }: FrozenLakeOptions): readonly string[] {
  if (desc === undefined) {
    const name = requireChoice('FrozenLake mapName', mapName ?? '4x4', ['4x4', '8x8']);
    return [...MAPS[name]];
  }
  if (mapName !== undefined) {
    throw new OptionsError(
      `FrozenLake takes desc or mapName; received both. Leave mapName '${mapName}' out.`,
    );
  }
  return requireMap(desc);
}

/** `null` if the lake is not slippery. */
function resolveSuccessRate({ isSlippery, successRate }: FrozenLakeOptions): number | null {
  const slippery = requireBoolean('FrozenLake isSlippery', isSlippery ?? true);
  const rate = successRate ?? 1 / 3;
  requireNumber('FrozenLake successRate', rate, { min: 0, max: 1 });
  if (!slippery && successRate !== undefined) {
    throw new OptionsError(
      `FrozenLake successRate needs isSlippery: true; received successRate ${rate} without it.`,
    );
  }
  return slippery ? rate : null;
}

function resolveRewards(rewards: FrozenLakeRewards): TileRewards {
  rejectUnknownOptions('FrozenLake rewardSchedule', rewards, ['goal', 'hole', 'frozen']);
  const { goal = 1, hole = 0, frozen = 0 } = rewards;
  const name = (tile: string): string => `FrozenLake rewardSchedule.${tile}`;
  return {
    goal: requireNumber(name('goal'), goal),
    hole: requireNumber(name('hole'), hole),
    frozen: requireNumber(name('frozen'), frozen),
  };
}
