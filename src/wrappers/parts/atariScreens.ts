import type {
  Environment,
  ResetOptions,
  ResetResult,
  StepResult,
} from '../../protocol/environment.ts';
import { EnvironmentError } from '../../errors.ts';
import type { GrayscaleFormula } from '../../pictures/images/grayscale.ts';
import { Screen } from '../../pictures/images/screen.ts';
import { Box } from '../../spaces/box.ts';
import { requireOwnArray } from '../../protocol/checkStep.ts';
import { StateReader } from '../../state/stateReader.ts';
import { requireImageInside } from './imageInside.ts';
import type { OwnState } from './lentState.ts';
import { Wrapper } from '../wrapper.ts';
import { livesOf } from './livesOf.ts';
import { innermost } from '../../protocol/lookInside.ts';
import { RunningEpisode } from './runningEpisode.ts';
import { FrameCounter } from './singleFrames.ts';

/** What {@link AtariScreens} is made from, checked already. */
export interface AtariScreensOptions {
  readonly frameSkip: number;
  /** Height and width. */
  readonly size: readonly [number, number];
  /** Null keeps pictures as they are. */
  readonly grayscale: GrayscaleFormula | null;
  readonly terminalOnLifeLoss: boolean;
}

/**
 * The heart of `AtariPreprocessing`: skips frames, lays the last two of a step
 * over one another, in gray, and shrinks the result.
 *
 * Gymnasium keeps two screens, and takes the higher of both at the end of a
 * step, whether or not both were drawn in it: where an episode ends in
 * between, older frames show through. The higher of the two stays where the
 * first was, so that a single screen is all that has to be remembered.
 */
export class AtariScreens extends Wrapper<Uint8Array> {
  override readonly observationSpace: Box<'uint8'>;
  readonly #options: AtariScreensOptions;
  readonly #screen: Screen;
  readonly #episode = new RunningEpisode('AtariPreprocessing');
  /** Tells a game that can leave it out that a frame will not be looked at. */
  readonly #discard: () => void;
  readonly #counter = new FrameCounter('AtariPreprocessing');
  #lives = 0;
  protected override readonly ownState: OwnState = {
    getState: () => ({
      screen: { shape: [this.#screen.pixels.length], data: this.#screen.pixels.slice() },
      lives: this.#lives,
      running: this.#episode.isRunning,
    }),
    prepareState: (state) => {
      const reader = new StateReader('AtariPreprocessing', state);
      const screen = reader.tensor('screen', Uint8Array, [this.#screen.pixels.length]);
      const lives = reader.number('lives');
      const running = reader.boolean('running');
      return () => {
        this.#screen.pixels.set(screen);
        this.#counter.begin();
        this.#lives = lives;
        this.#episode.isRunning = running;
      };
    },
  };

  constructor(environment: Environment<Uint8Array>, options: AtariScreensOptions) {
    const where = 'AtariPreprocessing';
    super(environment, where);
    const { height, width, channels, shape } = requireImageInside(where, environment);
    if (options.grayscale !== null && channels !== 1 && channels !== 3) {
      throw new EnvironmentError(
        'AtariPreprocessing makes RGB pictures gray, of shape [height, width, 3], and takes gray ones; ' +
          `received an environment with pictures of shape [${shape.join(', ')}]. Put it around single ` +
          'screens, before they are stacked, those with opacity in Grayscale first; or keep the channels ' +
          'with grayscale: false.',
      );
    }
    this.#options = options;
    this.#discard = discarderOf(environment);
    const { size, grayscale } = options;
    this.#screen = new Screen(where, { frame: [height, width, channels], size, grayscale });
    const newShape = this.#screen.channels === channels ? shape.slice(2) : [];
    this.observationSpace = new Box({
      low: 0,
      high: 255,
      shape: [...size, ...newShape],
      dtype: 'uint8',
    });
  }

  override reset(options?: ResetOptions): ResetResult<Uint8Array> {
    const { observation, info } = this.resetInside(options);
    this.#screen.check(observation);
    if (this.#options.terminalOnLifeLoss) this.#lives = livesOf('AtariPreprocessing', info);
    this.#counter.begin(info);
    this.#screen.write(observation);
    this.#episode.isRunning = true;
    return { observation: this.#screen.show(), info };
  }

  override step(action: number): StepResult<Uint8Array> {
    this.#episode.requireStep();
    const { frameSkip } = this.#options;
    let reward = 0;
    /** The frame before the last one. */
    let passed: Uint8Array | null = null;
    for (let frame = 1; ; frame++) {
      const result = this.stepInside(action);
      if (frameSkip > 1) this.#counter.requireNext(result.info);
      reward += result.reward;
      const terminated = this.#ends(result);
      const over = terminated || result.truncated;
      if (over || frame < frameSkip - 1) this.#discard();
      if (!over && frame < frameSkip - 1) continue;
      if (!over && frame < frameSkip) {
        // Environments write to no observation that they have returned.
        passed = result.observation;
        this.#screen.check(passed);
        continue;
      }
      if (!over) this.#draw(result.observation, passed);
      // The frame at which an episode ends is not drawn, but the one before it.
      else if (passed !== null) this.#screen.raise(passed, null);
      this.#episode.isRunning = !over;
      const { truncated, info } = result;
      return { observation: this.#screen.show(), reward, terminated, truncated, info };
    }
  }

  protected override startInside(action: number): void {
    this.#episode.requireStep();
    super.startInside(action);
  }

  /** Whether an episode ends here: with the game, or with a life. */
  #ends({ terminated, info }: StepResult<Uint8Array>): boolean {
    if (!this.#options.terminalOnLifeLoss) return terminated;
    const lives = livesOf('AtariPreprocessing', info);
    const lost = lives < this.#lives;
    this.#lives = lives;
    return terminated || lost;
  }

  #draw(last: Uint8Array, passed: Uint8Array | null): void {
    this.#screen.check(last);
    this.#screen.write(last);
    if (passed === null) return;
    requireOwnArray(passed, last);
    this.#screen.raise(passed, last);
  }
}

function discarderOf(environment: Environment<Uint8Array>): () => void {
  const game = innermost(environment) as Partial<{ discardObservation(): void }>;
  return () => game.discardObservation?.();
}
