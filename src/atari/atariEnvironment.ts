import { StateReader } from '../state/stateReader.ts';
import type { State } from '../state/state.ts';
import { Box } from '../spaces/box.ts';
import { Discrete } from '../spaces/discrete.ts';
import { drawSkip, type FrameSkipRange } from '../protocol/frameSkipRange.ts';
import type {
  Environment,
  ResetOptions,
  ResetResult,
  RgbaImage,
  StepResult,
} from '../protocol/environment.ts';
import { Episode } from '../environments/parts/episode.ts';
import type { ArcadeEmulator } from './arcadeEmulator.ts';
import { atariActions } from './atariActions.ts';
import {
  type AtariEnvironmentOptions,
  type AtariObservations,
  resolveAtariOptions,
} from './atariEnvironmentOptions.ts';
import {
  act,
  isOver,
  readActions,
  requireEmulator,
  toRgba,
  type View,
  viewOf,
} from './emulatorReader.ts';
import { LateObservation } from './lateObservation.ts';

/** NOOP: what the joystick does before the first action of an episode. */
const NOOP = 0;

/**
 * A game on an emulator that you bring: ALE compiled to WebAssembly, through
 * {@link aleEmulator}, or any object with the calls of
 * {@link ArcadeEmulator}. It runs in Node and in the browser.
 *
 * `info` has `lives`, and `episodeFrames`, the frames since `reset`.
 * Frame skip and sticky actions are drawn here, from the seed of `reset`; an
 * emulator that has a `seed` is given one at the same time. An episode is
 * `terminated` when the game is over, and `truncated` after `maxFrames`.
 *
 * For what an agent learns from, take `frameSkip: 1` and put
 * `AtariPreprocessing` around it.
 *
 * @example
 * ```ts
 * import { AtariPreprocessing } from 'deepq';
 * import { AtariEnvironment, type ArcadeEmulator } from 'deepq/environments';
 *
 * function play(emulator: ArcadeEmulator) {
 *   const game = new AtariEnvironment(emulator, { frameSkip: 1, stickyActions: 0 });
 *   return new AtariPreprocessing(game, { terminalOnLifeLoss: true, clipReward: 'sign' });
 * }
 * ```
 * @see Bellemare et al. 2013, https://arxiv.org/abs/1207.4708
 * @see Machado et al. 2018, https://arxiv.org/abs/1709.06009
 * @category Atari
 */
export class AtariEnvironment implements Environment<Uint8Array> {
  /** From 0 to 255; shape `[height, width, 3]`, `[height, width]` or `[bytes]`. */
  readonly observationSpace: Box<'uint8'>;
  /** Indices into {@link AtariEnvironment.actionMeanings}. */
  readonly actionSpace: Discrete;
  /** What each action does, such as `['NOOP', 'FIRE', 'RIGHT', 'LEFT']`. */
  readonly actionMeanings: readonly string[];
  /** What the agent sees. */
  readonly observations: AtariObservations;
  /** How many frames each action is taken for. */
  readonly frameSkip: number | FrameSkipRange;
  /** How likely the joystick sticks in a frame. */
  readonly stickyActions: number;
  /** After so many frames an episode is truncated. */
  readonly maxFrames: number;
  readonly #emulator: ArcadeEmulator;
  /** The emulator's number of each action. */
  readonly #actions: readonly number[];
  readonly #view: View;
  readonly #screen: View;
  readonly #episode: Episode = new Episode('AtariEnvironment');
  #frames = 0;
  /** The action that the joystick is at, by the emulator's number. */
  #held: number = NOOP;
  /** The screen of a state just set: emulators show theirs from the next frame on. */
  #restoredScreen: Uint8Array | null = null;
  /** What the last `step` returned. */
  #shown: LateObservation | null = null;

  /**
   * @param emulator - It plays for this environment alone.
   * @throws {OptionsError} If an option is unknown or out of range.
   * @throws {EnvironmentError} If the emulator lacks a call that is needed, or
   *   has no game.
   */
  constructor(emulator: ArcadeEmulator, options: AtariEnvironmentOptions = {}) {
    const resolved = resolveAtariOptions(options);
    const { rom, observations } = resolved;
    this.#emulator = requireEmulator(emulator, observations, rom);
    if (rom !== undefined) {
      // Actions stick here, and need not do so twice.
      emulator.setFloat?.('repeat_action_probability', 0);
      emulator.loadROM!(rom);
    }
    this.#actions = readActions(emulator, resolved.fullActionSpace);
    this.#view = viewOf(emulator, observations);
    this.#screen = viewOf(emulator, 'rgb');
    const { shape } = this.#view;
    this.observationSpace = new Box({ low: 0, high: 255, shape, dtype: 'uint8' });
    this.actionSpace = new Discrete(this.#actions.length);
    this.actionMeanings = this.#actions.map((action) => atariActions[action] ?? `action ${action}`);
    this.observations = observations;
    this.frameSkip = resolved.frameSkip;
    this.stickyActions = resolved.stickyActions;
    this.maxFrames = resolved.maxFrames;
    if (typeof emulator.saveState === 'function' && typeof emulator.loadState === 'function') {
      this.getState = () => this.#save();
      this.setState = (state) => {
        this.#load(state);
      };
    }
  }

  /**
   * @throws {OptionsError} If an option is unknown, or there is a bare seed in
   *   place of options.
   * @throws {ValueError} If the seed is not a whole number from 0 to 2³² − 1.
   */
  reset(options: ResetOptions = {}): ResetResult<Uint8Array> {
    const random = this.#episode.start(options);
    this.#shown?.settle();
    try {
      // Without a new seed it goes on where it was, as this environment does.
      if (options.seed !== undefined) {
        this.#emulator.seed?.(random.fork('emulator').integer(2 ** 32));
      }
      this.#emulator.resetGame();
    } catch (error) {
      this.#episode.end();
      throw error;
    }
    this.#frames = 0;
    this.#held = NOOP;
    this.#restoredScreen = null;
    this.#shown = null;
    return { observation: this.#view.read(), info: this.#info() };
  }

  /**
   * @throws {ValueError} If `action` is not in the action space.
   * @throws {UsageError} Before the first `reset`, and after the end of an
   *   episode.
   * @throws {EnvironmentError} If the emulator's `act` returns no number.
   */
  step(action: number): StepResult<Uint8Array> {
    const { n } = this.actionSpace;
    this.#episode.requireStep(action, n, `a whole number from 0 to ${n - 1}`);
    this.#shown?.settle();
    const { random } = this.#episode;
    const wanted = this.#actions[action] as number;
    const skip = drawSkip(this.frameSkip, random);
    let reward = 0;
    let terminated = false;
    let truncated = false;
    for (let frame = 0; frame < skip && !terminated && !truncated; frame++) {
      const sticks = this.stickyActions > 0 && random.uniform() < this.stickyActions;
      if (!sticks) this.#held = wanted;
      reward += act(this.#emulator, this.#held);
      this.#frames++;
      terminated = isOver(this.#emulator);
      truncated = this.#frames >= this.maxFrames;
    }
    this.#restoredScreen = null;
    if (terminated || truncated) this.#episode.end();
    const shown = new LateObservation(() => this.#view.read());
    this.#shown = shown;
    return {
      get observation() {
        return shown.bytes;
      },
      ...{ reward, terminated, truncated, info: this.#info() },
    };
  }

  /**
   * For a wrapper that skips frames: nobody will ask for the observation of the
   * last step, unless somebody has already.
   *
   * @internal
   */
  discardObservation(): void {
    this.#shown?.discard();
  }

  close(): void {
    this.#emulator.close?.();
  }

  /**
   * The screen, in colours.
   *
   * @throws {UsageError} Before the first `reset`.
   */
  render(): RgbaImage {
    this.#episode.requireStarted();
    const [height, width] = this.#screen.shape;
    return toRgba(this.#restoredScreen ?? this.#screen.read(), height!, width!);
  }

  /**
   * The emulator's state and that of the streams. Absent where the emulator
   * cannot save its own.
   */
  getState?(): State;

  /**
   * Continues from a state that `getState` returned. Absent where the emulator
   * cannot load one.
   *
   * @throws {CheckpointError} If the state is not one of this environment.
   */
  setState?(state: State): void;

  #info(): { readonly lives: number; readonly episodeFrames: number } {
    return { lives: this.#emulator.lives(), episodeFrames: this.#frames };
  }

  #save(): State {
    // A copy, as with every other array of the emulator.
    const emulator = new Uint8Array(this.#emulator.saveState!());
    const screen = this.#restoredScreen?.slice() ?? this.#screen.read();
    return {
      emulator: { shape: [emulator.length], data: emulator },
      screen: { shape: this.#screen.shape, data: screen },
      frames: this.#frames,
      held: this.#held,
      ...this.#episode.getState(),
    };
  }

  #load(state: State): void {
    const reader = new StateReader('AtariEnvironment', state);
    const emulator = reader.tensor('emulator', Uint8Array, [null]);
    const screen = reader.tensor('screen', Uint8Array, this.#screen.shape);
    const frames = reader.count('frames');
    const held = reader.integer('held', { min: 0, max: 2 ** 31 });
    if (held !== NOOP && !this.#actions.includes(held)) {
      throw reader.error(
        `held is ${held}, which is none of the actions ${this.#actions.join(', ')}`,
      );
    }
    this.#shown?.settle();
    // To go back to, should the stream be amiss.
    const before = new Uint8Array(this.#emulator.saveState!());
    try {
      this.#emulator.loadState!(new Uint8Array(emulator));
    } catch (cause) {
      this.#emulator.loadState!(before);
      throw reader.error('the emulator refused its part', { cause });
    }
    try {
      this.#episode.setState(reader);
    } catch (error) {
      this.#emulator.loadState!(before);
      throw error;
    }
    this.#frames = frames;
    this.#held = held;
    this.#restoredScreen = screen.slice();
  }
}
