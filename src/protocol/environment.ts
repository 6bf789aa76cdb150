import type { ActionMask } from './actionMask.ts';
import type { State } from '../state/state.ts';
import type { Discrete } from '../spaces/discrete.ts';
import type { Observation, ObservationSpace } from '../spaces/space.ts';

/**
 * Extra facts that an environment reports beside an observation. One of them
 * matters to deepq: {@link Info.actionMask}.
 *
 * The type of an environment's own facts extends this one, or is an alias
 * (`type Facts = { … }`): TypeScript takes no other interface for it.
 *
 * @example
 * ```ts
 * import { type Info } from 'deepq';
 *
 * interface Facts extends Info {
 *   readonly lives: number;
 * }
 * const facts: Facts = { lives: 3, actionMask: Uint8Array.of(1, 0) };
 * ```
 * @category Environments
 */
export interface Info {
  /**
   * Which actions are allowed in the state just entered: 1 where they are, 0 where
   * not, such as a `Uint8Array`. `train` and `evaluate` heed it. Shape `[actions]`.
   *
   * @default all are
   */
  readonly actionMask?: ActionMask | undefined;
  readonly [name: string]: unknown;
}

/**
 * A picture, row by row from the top left, four bytes a pixel: what
 * `new ImageData(data, width, height)` takes in a page.
 *
 * @category Environments
 */
export interface RgbaImage {
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
  /** Red, green, blue and opacity of each pixel; shape `[height, width, 4]`. */
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/**
 * What {@link Environment.reset} takes.
 *
 * @category Environments
 */
export interface ResetOptions {
  /**
   * Starts the environment's random stream anew from this seed, a whole
   * number from 0 to 2³² − 1. Without it the stream goes on where it was.
   */
  readonly seed?: number;
}

/**
 * What {@link Environment.reset} returns.
 *
 * @category Environments
 */
export interface ResetResult<O extends Observation = Observation> {
  /** The first observation of the episode. */
  readonly observation: O;
  /** Extra facts; `{}` if there are none. */
  readonly info: Info;
}

/**
 * What {@link Environment.step} returns.
 *
 * @category Environments
 */
export interface StepResult<O extends Observation = Observation> {
  /** What the action led to; at the end of an episode, its final observation. */
  readonly observation: O;
  /** What the action earned: a finite number. */
  readonly reward: number;
  /** The task itself ended: there is no future reward to estimate. */
  readonly terminated: boolean;
  /** The episode was cut short (a time limit): its state has a future. */
  readonly truncated: boolean;
  /** Extra facts; `{}` if there are none. */
  readonly info: Info;
}

/**
 * A world that an agent acts in, by Gymnasium's rules: `reset` starts an
 * episode, `step` advances it until it is terminated or truncated, and then
 * `reset` is due again.
 *
 * Implement it with an object or a class. Every returned observation is a new
 * array, which the environment does not write to again. `checkEnvironment`
 * tests these rules.
 *
 * @category Environments
 */
export interface Environment<O extends Observation = Observation> {
  /** What observations are like. */
  readonly observationSpace: ObservationSpace;
  /** Which actions there are. */
  readonly actionSpace: Discrete;
  /** Starts a new episode. */
  reset(options?: ResetOptions): ResetResult<O>;
  /**
   * Takes one action.
   *
   * @throws {ValueError} If `action` is not in the action space.
   * @throws {UsageError} Before the first `reset`, and after the end of an
   *   episode.
   */
  step(action: number): StepResult<O>;
  /**
   * Begins a step and returns at once, where another process takes it. Such an
   * environment has {@link Environment.finishStep} too, and `step` is one after
   * the other. `VectorEnvironment` begins the steps of all its copies before it
   * finishes the first, so that they are taken at the same time.
   *
   * @throws {ValueError | UsageError} As `step` does; also if a step was begun
   *   and not finished. Then none is begun.
   */
  startStep?(action: number): void;
  /**
   * Waits for the step that {@link Environment.startStep} began. Whether it
   * returns or throws, that step is done with. `reset` in its place drops it.
   *
   * @throws {UsageError} If no step was begun.
   */
  finishStep?(): StepResult<O>;
  /** Releases what the environment holds (processes, files). */
  close?(): void;
  /**
   * Everything that decides what comes next (the world, the random stream,
   * whether an episode is running) as plain data that later steps do not
   * change. An environment that has it, and {@link Environment.setState}, can
   * be resumed from a checkpoint in the middle of an episode.
   */
  getState?(): State;
  /**
   * Continues exactly from a state that {@link Environment.getState} returned,
   * of this environment or of another one made alike.
   *
   * @throws {CheckpointError} If the state is not one of this environment,
   *   which then stays as it was.
   */
  setState?(state: State): void;
  /**
   * Draws the world as it is now, into a new picture. Changes nothing.
   *
   * @throws {UsageError} Before the first `reset`.
   */
  render?(): RgbaImage;
}

/**
 * An {@link Environment} that answers later: one in another process, or
 * behind a network. `train` and `evaluate` take either kind.
 *
 * @category Environments
 */
export interface AsyncEnvironment<O extends Observation = Observation> {
  /** What observations are like. */
  readonly observationSpace: ObservationSpace;
  /** Which actions there are. */
  readonly actionSpace: Discrete;
  /** Starts a new episode. */
  reset(options?: ResetOptions): Promise<ResetResult<O>>;
  /** Takes one action. */
  step(action: number): Promise<StepResult<O>>;
  /** Releases what the environment holds (processes, files). */
  close?(): Promise<void> | void;
}
