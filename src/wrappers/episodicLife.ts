import type {
  Environment,
  ResetOptions,
  ResetResult,
  StepResult,
} from '../protocol/environment.ts';
import { UsageError, ValueError } from '../errors.ts';
import { livesOf } from '../protocol/gameFacts.ts';
import { notRunning } from '../protocol/notRunning.ts';
import type { Observation } from '../spaces/space.ts';
import { fieldsState } from '../state/fieldsState.ts';
import { rejectUnknownOptions } from '../validation/options.ts';
import { requireAction } from './parts/spacesInside.ts';
import type { OwnState } from './parts/lentState.ts';
import { Wrapper } from './wrapper.ts';

/**
 * What {@link EpisodicLife} is made from.
 *
 * @category Wrappers
 */
export interface EpisodicLifeOptions {
  /**
   * The action that a game goes on with after the loss of a life: one that
   * does nothing.
   *
   * @default 0
   */
  readonly action?: number;
}

/**
 * Makes every life an episode: the loss of one is `terminated`, and so has no
 * future. The game itself goes on: `reset` takes one step in it, and begins a
 * new one only where the last one is over, or where there is a seed.
 *
 * The environment inside reports the lives left as a number in `info.lives`.
 *
 * **Order of wrapping**: outside of {@link FrameSkip} and {@link NoopReset};
 * outside of {@link RecordEpisodeStatistics}, which then reports whole games;
 * inside of {@link FireReset}.
 *
 * @example
 * ```ts
 * import { Discrete, EpisodicLife, type Environment } from 'deepq';
 *
 * let lives = 3;
 * const game: Environment<number> = {
 *   observationSpace: new Discrete(1),
 *   actionSpace: new Discrete(2),
 *   reset: () => ({ observation: 0, info: { lives: (lives = 3) } }),
 *   step(action) {
 *     lives -= action; // action 1 costs a life
 *     const over = { terminated: lives === 0, truncated: false };
 *     return { observation: 0, reward: 0, ...over, info: { lives } };
 *   },
 * };
 * const environment = new EpisodicLife(game);
 * environment.reset();
 * environment.step(1).terminated; // true, with two lives left
 * environment.reset().info['lives']; // 2
 * ```
 * @category Wrappers
 */
export class EpisodicLife<O extends Observation = Observation> extends Wrapper<O> {
  /** The action that a game goes on with after the loss of a life. */
  readonly action: number;
  /** `gameOver`: whether the game inside has ended, or none was begun. */
  readonly #own = { lives: 0, running: false, gameOver: true };
  protected override readonly ownState: OwnState = fieldsState('EpisodicLife', this.#own, {
    lives: 'number',
    running: 'boolean',
    gameOver: 'boolean',
  });

  /**
   * @throws {OptionsError} If an option is unknown, or there is no such action.
   * @throws {EnvironmentError} If `environment` has no `reset` or `step`.
   */
  constructor(environment: Environment<O>, options: EpisodicLifeOptions = {}) {
    super(environment, 'EpisodicLife');
    rejectUnknownOptions('EpisodicLife', options, ['action']);
    this.action = requireAction('EpisodicLife action', options.action ?? 0, environment);
  }

  /**
   * @throws {EnvironmentError} If the environment inside reports no lives, or
   *   returns a promise, or no object.
   */
  override reset(options?: ResetOptions): ResetResult<O> {
    const result = this.#next(options);
    this.#own.lives = livesOf('EpisodicLife', result.info);
    this.#own.running = true;
    this.#own.gameOver = false;
    return result;
  }

  /**
   * @throws {UsageError} Before the first `reset`, and after the end of an
   *   episode.
   * @throws {EnvironmentError} If the environment inside reports no lives, or
   *   returns a promise, or no object.
   */
  override step(action: number): StepResult<O> {
    this.#requireRunning();
    const result = this.#take(action);
    this.#own.gameOver = result.terminated || result.truncated;
    this.#own.running = !this.#own.gameOver;
    const lives = livesOf('EpisodicLife', result.info);
    // Some games count no life left for some frames before they are over: the
    // end of the game is the end of that episode.
    const lost = lives > 0 && lives < this.#own.lives;
    this.#own.lives = lives;
    if (lost) this.#own.running = false;
    return lost && !result.terminated ? { ...result, terminated: true } : result;
  }

  protected override startInside(action: number): void {
    this.#requireRunning();
    super.startInside(action);
  }

  #requireRunning(): void {
    if (!this.#own.running) throw notRunning('EpisodicLife', ' with a life or the game');
  }

  /** Where a step fails, and not for a wrong call, there is no game to go on with. */
  #take(action: number): StepResult<O> {
    try {
      return this.stepInside(action);
    } catch (error) {
      if (!(error instanceof ValueError || error instanceof UsageError)) this.#own.gameOver = true;
      throw error;
    }
  }

  /** Begins a game, or goes on with the one that is running. */
  #next(options: ResetOptions | undefined): ResetResult<O> {
    if (this.#own.gameOver || options?.seed !== undefined || !this.dropStep()) {
      return this.resetInside(options);
    }
    const { observation, terminated, truncated, info } = this.#take(this.action);
    return terminated || truncated ? this.resetInside(options) : { observation, info };
  }
}
