import type { State } from '../state/state.ts';
import type {
  Environment,
  ResetOptions,
  ResetResult,
  RgbaImage,
  StepResult,
} from '../protocol/environment.ts';
import { UsageError, ValueError } from '../errors.ts';
import type { Discrete } from '../spaces/discrete.ts';
import type { Observation, ObservationSpace } from '../spaces/space.ts';
import { rejectUnknownOptions } from '../validation/options.ts';
import { Inner, type OwnState } from './inner.ts';
import { livesOf } from './livesOf.ts';
import { requireAction } from './requireAction.ts';

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
export class EpisodicLife<O extends Observation = Observation> implements Environment<O> {
  /** The environment inside. */
  readonly environment: Environment<O>;
  /** The action that a game goes on with after the loss of a life. */
  readonly action: number;
  /** That of the environment inside. */
  readonly observationSpace: ObservationSpace;
  /** That of the environment inside. */
  readonly actionSpace: Discrete;
  readonly #inner: Inner<O>;
  #lives = 0;
  /** Whether an episode is running. */
  #running = false;
  /** Whether the game inside has ended, or none was begun. */
  #gameOver = true;

  /**
   * @throws {OptionsError} If an option is unknown, or there is no such action.
   * @throws {EnvironmentError} If `environment` has no `reset` or `step`.
   */
  constructor(environment: Environment<O>, options: EpisodicLifeOptions = {}) {
    rejectUnknownOptions('EpisodicLife', options, ['action']);
    this.#inner = new Inner('EpisodicLife', environment);
    this.action = requireAction('EpisodicLife action', options.action ?? 0, environment);
    this.environment = environment;
    this.observationSpace = environment.observationSpace;
    this.actionSpace = environment.actionSpace;
    const own: OwnState = {
      save: () => ({ lives: this.#lives, running: this.#running, gameOver: this.#gameOver }),
      load: (reader) => {
        const lives = reader.number('lives');
        const running = reader.boolean('running');
        const gameOver = reader.boolean('gameOver');
        return () => {
          this.#lives = lives;
          this.#running = running;
          this.#gameOver = gameOver;
        };
      },
    };
    this.#inner.lendMethods(this, own, () => {
      this.#requireRunning();
    });
  }

  /**
   * @throws {EnvironmentError} If the environment inside reports no lives, or
   *   returns a promise, or no object.
   */
  reset(options?: ResetOptions): ResetResult<O> {
    const result = this.#next(options);
    this.#lives = livesOf('EpisodicLife', result.info);
    this.#running = true;
    this.#gameOver = false;
    return result;
  }

  /**
   * @throws {UsageError} Before the first `reset`, and after the end of an
   *   episode.
   * @throws {EnvironmentError} If the environment inside reports no lives, or
   *   returns a promise, or no object.
   */
  step(action: number): StepResult<O> {
    this.#requireRunning();
    const result = this.#take(action);
    this.#gameOver = result.terminated || result.truncated;
    this.#running = !this.#gameOver;
    const lives = livesOf('EpisodicLife', result.info);
    // Some games count no life left for some frames before they are over: the
    // end of the game is the end of that episode.
    const lost = lives > 0 && lives < this.#lives;
    this.#lives = lives;
    if (lost) this.#running = false;
    return lost && !result.terminated ? { ...result, terminated: true } : result;
  }

  #requireRunning(): void {
    if (this.#running) return;
    throw new UsageError(
      'EpisodicLife.step() needs a running episode, but none was started or the last one has ' +
        'ended with a life or the game; call reset() first.',
    );
  }

  /** Where a step fails, and not for a wrong call, there is no game to go on with. */
  #take(action: number): StepResult<O> {
    try {
      return this.#inner.step(action);
    } catch (error) {
      if (!(error instanceof ValueError || error instanceof UsageError)) this.#gameOver = true;
      throw error;
    }
  }

  /** Begins a game, or goes on with the one that is running. */
  #next(options: ResetOptions | undefined): ResetResult<O> {
    if (this.#gameOver || options?.seed !== undefined || !this.#inner.dropStep()) {
      return this.#inner.reset(options);
    }
    const { observation, terminated, truncated, info } = this.#take(this.action);
    return terminated || truncated ? this.#inner.reset(options) : { observation, info };
  }

  close(): void {
    this.#inner.close();
  }

  /** The lives, whether the episode and the game run, and the state of the environment inside. Absent where the environment inside has none. */
  getState?(): State;

  /** Continues from a state that `getState` returned. Absent where the environment inside has none. */
  setState?(state: State): void;

  /** The picture of the environment inside. Absent where that has none. */
  render?(): RgbaImage;
}
