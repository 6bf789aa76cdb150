import { StateReader } from '../../state/stateReader.ts';
import type { State } from '../../state/state.ts';
import { UsageError } from '../../errors.ts';
import { Box } from '../../spaces/box.ts';
import { Discrete } from '../../spaces/discrete.ts';
import { rejectUnknownOptions } from '../../validation/options.ts';
import type {
  Environment,
  ResetOptions,
  ResetResult,
  RgbaImage,
  StepResult,
} from '../../protocol/environment.ts';
import { Episode, NO_INFO } from '../parts/episode.ts';
import { ACTION_MEANINGS, ACTIONS } from './constants.ts';
import { drawWorld } from './drawLander.ts';
import { EpisodeLog } from './episodeLog.ts';
import { episodeState, readEpisode } from './episodeState.ts';
import { OPTIONS, resolveSettings, type LunarLanderOptions } from './options.ts';
import { requirePlanck, type CheckedPlanck } from './planck.ts';
import { advance, begin } from './play.ts';
import { observeWorld } from './stepWorld.ts';
import type { LanderWorld, WorldSettings } from './world.ts';

/** Gymnasium's bounds. Nothing is clipped: a lander that spins or flies off can leave them. */
const LOW = [-2.5, -2.5, -10, -10, -2 * Math.PI, -10, 0, 0];
const HIGH = [2.5, 2.5, 10, 10, 2 * Math.PI, 10, 1, 1];
/**
 * A rocket comes down on the moon; land it between the flags, softly and
 * upright. Gymnasium's `LunarLander-v3` with its four discrete actions, on the
 * physics engine planck, which is Box2D in JavaScript. Without its time limit
 * of 1000 steps: `makeEnvironment('LunarLander-v3', { planck })` adds that.
 *
 * - **Observation**, as float32: x and y from the middle of the pad (the sides
 *   of the picture are at x = ±1), velocity in x and in y, angle (rad,
 *   counterclockwise), angular velocity (0.4 rad/s), and 1 or 0 for each leg,
 *   first the one on the right, that touches the ground. As in Gymnasium,
 *   nothing is clipped to `observationSpace`.
 * - **Actions**: 0 does nothing, 1 fires the left engine, 2 the main engine,
 *   3 the right engine.
 * - **Reward**: what −100·distance − 100·speed − 100·|angle| + 10 per leg on
 *   the ground grows by, less 0.3 for the main engine and 0.03 for a side
 *   engine. The last step of a crash or of leaving the picture gives −100
 *   instead, that of coming to rest 100. A return of 200 counts as solved.
 * - **Start**: at the top in the middle, with a random push; the ground beside
 *   the pad is random.
 * - **Terminated**: the body of the lander touches the ground, |x| reaches 1,
 *   or the lander has come to rest.
 *
 * `LunarLander-v2` makes the same environment. In Gymnasium, version 2 drew
 * the course of the wind once, not in every episode; left parts of the old
 * world behind at `reset`, so that the same seed could lead to different
 * episodes; and declared narrower bounds (±1.5 for x and y, ±5 for
 * velocities, ±π for the angle), which its observations left. None of these
 * three is copied.
 *
 * Box2D computes in float32, planck in float64. Up to the first contact an
 * observation is off by 2·10⁻⁵ (median of 400 episodes); a landing can then go
 * another way, as it does between two builds of Box2D.
 *
 * @example
 * ```ts
 * import { makeEnvironment } from 'deepq/environments';
 * import * as planck from 'planck';
 *
 * const environment = makeEnvironment('LunarLander-v3', { planck, seed: 7 });
 * environment.reset().observation.length; // 8
 * const { reward, terminated } = environment.step(2); // the main engine
 * ```
 * @see https://gymnasium.farama.org/environments/box2d/lunar_lander/
 * @see https://piqnt.com/planck.js/
 * @category Environments
 */
export class LunarLander implements Environment<Float32Array> {
  /** x, y, their velocities, angle, angular velocity, contact of each leg. */
  readonly observationSpace: Box = new Box({ low: LOW, high: HIGH });
  /** 0 does nothing; 1, 2 and 3 fire the left, main and right engine. */
  readonly actionSpace: Discrete = new Discrete(ACTIONS);
  readonly #planck: CheckedPlanck;
  readonly #settings: WorldSettings;
  readonly #episode: Episode;
  /** `undefined` before the first episode. */
  #world: LanderWorld | undefined;
  #log: EpisodeLog;

  /**
   * @throws {OptionsError} If planck is missing or too old, or an option is
   *   unknown or out of range.
   */
  constructor(options: LunarLanderOptions) {
    // Without options at all, what is missing is planck.
    const given = (options as LunarLanderOptions | undefined) ?? { planck: undefined };
    // In place of planck, null is told with what to install.
    rejectUnknownOptions('LunarLander', given, OPTIONS, {}, '', ['planck']);
    this.#planck = requirePlanck(given.planck);
    this.#settings = resolveSettings(options);
    this.#episode = new Episode('LunarLander', options.seed);
    this.#log = new EpisodeLog(this.#episode.random.getState());
  }

  /**
   * @throws {OptionsError} If an option is unknown, or there is a bare seed in
   *   place of options.
   * @throws {ValueError} If the seed is not a whole number from 0 to 2³² − 1.
   */
  reset(options: ResetOptions = {}): ResetResult<Float32Array> {
    const random = this.#episode.start(options);
    this.#log = new EpisodeLog(random.getState());
    this.#world = begin(this.#planck, this.#settings, random);
    return { observation: observeWorld(this.#world), info: NO_INFO };
  }

  /**
   * @throws {UsageError} Before the first `reset`, and after the end of an
   *   episode.
   * @throws {ValueError} If `action` is not 0, 1, 2 or 3.
   */
  step(action: number): StepResult<Float32Array> {
    this.#episode.requireStep(action, ACTIONS, ACTION_MEANINGS);
    const world = this.#world as LanderWorld;
    const { reward, terminated } = advance(world, action, this.#episode.random);
    this.#log.add(action);
    if (terminated) this.#episode.end();
    return {
      observation: observeWorld(world),
      ...{ reward, terminated, truncated: false, info: NO_INFO },
    };
  }

  /**
   * Draws the lander, the ground, the flags and the exhaust of the last six
   * steps, 600 × 400 pixels, in Gymnasium's colours.
   *
   * @throws {UsageError} Before the first episode.
   */
  render(): RgbaImage {
    if (this.#world === undefined) {
      throw new UsageError(
        'LunarLander.render() has nothing to draw before the first episode; call reset() first.',
      );
    }
    return drawWorld(this.#world);
  }

  /**
   * Everything that decides what comes next, as plain data. A physics engine's
   * inner state cannot be taken out, so this is how the episode came about:
   * the random stream at its start (`start`), the `actions` since, a byte each,
   * and the gravity and wind; beside the last `observation`, `running` (whether
   * the episode is under way) and `random` (the stream now).
   */
  getState(): State {
    return {
      ...episodeState(this.#settings, this.#log, this.#world),
      ...this.#episode.getState(),
    };
  }

  /**
   * Continues exactly from a state that {@link LunarLander.getState} returned,
   * by playing the episode again from its start: about 0.1 ms a step.
   *
   * @throws {CheckpointError} If the state is not one of a Lunar Lander with
   *   the same gravity and wind, or the episode does not come out the same (as
   *   with another version of planck); the environment then stays as it was.
   */
  setState(state: State): void {
    const reader = new StateReader('LunarLander', state);
    const { log, world } = readEpisode(reader, this.#planck, this.#settings);
    this.#episode.setState(reader);
    this.#log = log;
    this.#world = world;
  }
}
