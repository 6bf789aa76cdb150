import type {
  Environment,
  ResetOptions,
  ResetResult,
  StepResult,
} from '../protocol/environment.ts';
import { EnvironmentError } from '../errors.ts';
import { Screen, type ScreenOptions } from '../pictures/images/screen.ts';
import { Box } from '../spaces/box.ts';
import { requireOwnArray } from '../protocol/checkStep.ts';
import { livesOf } from '../protocol/gameFacts.ts';
import { innermost } from '../protocol/lookInside.ts';
import { notRunning } from '../protocol/notRunning.ts';
import { fieldsState } from '../state/fieldsState.ts';
import { joinStates, whenTakenOver } from '../state/joinStates.ts';
import { requireImageInside } from '../wrappers/parts/spacesInside.ts';
import type { OwnState } from '../wrappers/parts/lentState.ts';
import { Wrapper } from '../wrappers/wrapper.ts';
import { FrameCounter } from './singleFrames.ts';

const WHERE = 'AtariPreprocessing';

/** What {@link AtariScreens} is made from, checked already. */
export interface AtariScreensOptions extends Pick<ScreenOptions, 'size' | 'grayscale'> {
  readonly frameSkip: number;
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
  /** Tells a game that can leave it out that a frame will not be looked at. */
  readonly #discard: () => void;
  readonly #counter = new FrameCounter(WHERE);
  readonly #own = { lives: 0, running: false };
  protected override readonly ownState: OwnState;

  constructor(environment: Environment<Uint8Array>, options: AtariScreensOptions) {
    super(environment, WHERE);
    const { height, width, channels, shape } = requireImageInside(WHERE, environment);
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
    this.#screen = new Screen(WHERE, { frame: [height, width, channels], size, grayscale });
    this.ownState = joinStates(
      this.#screen,
      fieldsState(WHERE, this.#own, { lives: 'number', running: 'boolean' }),
      whenTakenOver(() => this.#counter.begin()),
    );
    const newShape = [...size, ...(this.#screen.channels === channels ? shape.slice(2) : [])];
    this.observationSpace = new Box({ low: 0, high: 255, shape: newShape, dtype: 'uint8' });
  }

  override reset(options?: ResetOptions): ResetResult<Uint8Array> {
    const { observation, info } = this.resetInside(options);
    this.#screen.check(observation);
    if (this.#options.terminalOnLifeLoss) this.#own.lives = livesOf(WHERE, info);
    this.#counter.begin(info);
    this.#screen.write(observation);
    this.#own.running = true;
    return { observation: this.#screen.show(), info };
  }

  override step(action: number): StepResult<Uint8Array> {
    if (!this.#own.running) throw notRunning(WHERE);
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
      this.#own.running = !over;
      const { truncated, info } = result;
      return { observation: this.#screen.show(), reward, terminated, truncated, info };
    }
  }

  protected override startInside(action: number): void {
    if (!this.#own.running) throw notRunning(WHERE);
    super.startInside(action);
  }

  /** Whether an episode ends here: with the game, or with a life. */
  #ends({ terminated, info }: StepResult<Uint8Array>): boolean {
    if (!this.#options.terminalOnLifeLoss) return terminated;
    const lives = livesOf(WHERE, info);
    const lost = lives < this.#own.lives;
    this.#own.lives = lives;
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
