import type { ReturnDistribution } from '../heads/returnDistribution.ts';
import type { Observation } from '../spaces/space.ts';
import type { CheckpointReader, CheckpointWriter } from '../state/store.ts';
import type { EndEvent, TrainingEvent } from '../training/events.ts';
import type { FramesOptions } from './frames.ts';

/**
 * A training in a worker, seen from the page (or from Node's main thread).
 *
 * @category Workers
 */
export interface RemoteTraining extends AsyncIterable<TrainingEvent> {
  /** Steps that the agent has observed, as far as events have told. */
  readonly environmentSteps: number;
  /** Whether `pause` was called, and `resume` was not. */
  readonly isPaused: boolean;
  /**
   * Steps a second; `Infinity` is as fast as it goes. Steps of all copies of a group count.
   * It can be set at any time.
   *
   * @throws {OptionsError} If it is set to something that is not above 0.
   */
  speed: number;
  /**
   * The events of `train`, to the end. Those of the types `'steps'` and `'updates'`
   * come as sums, up to `eventsPerSecond` times a second. `for await (const event of training)`
   * is the same. A loop that lags far behind makes the training wait.
   *
   * The first loop begins with what came before it and has been told to nobody: sums of steps and
   * updates, and the latest 1,000 others. A later one begins with the next event.
   */
  events(): AsyncIterableIterator<TrainingEvent, void>;
  /**
   * Has events of one type handed to a function. Who listens to a type first is told of those that
   * came before, as far as they are kept (see `events`), when the calling function is done.
   *
   * @returns Ends that.
   */
  on<Type extends TrainingEvent['type']>(
    type: Type,
    listener: (event: Extract<TrainingEvent, { readonly type: Type }>) => void,
  ): () => void;
  /**
   * Holds the training before its next step.
   *
   * @returns Settled when it stands there.
   */
  pause(): Promise<void>;
  /**
   * Takes so many steps, as fast as they go, and holds the training as `pause` does: for a button that
   * shows what a single step changes. Of a group, its common steps count. `pause` and `resume` end
   * that early.
   *
   * @param count - A whole number of at least 1.
   * @returns Settled when it stands there, or has ended.
   * @throws {OptionsError} If `count` is something else.
   */
  step(count?: number): Promise<void>;
  /** Goes on. */
  resume(): Promise<void>;
  /**
   * Ends the training between two steps. The worker stays, for `save`, `load`, `qValues`,
   * `returnDistribution` and `call`, until `close`.
   *
   * @param message - Why, for people.
   * @returns The last event.
   * @throws As `finish`.
   */
  stop(message?: string): Promise<EndEvent>;
  /**
   * Waits for the end.
   *
   * @returns The last event.
   * @throws The error that the training ended with, of its own class where that is one of the
   *   library.
   */
  finish(): Promise<EndEvent>;
  /**
   * Takes the training as a checkpoint of the kind `'training'`, from which it goes on bit for
   * bit: here by `load` or `from`, in any other place by `train(…, { from })`. `restoreAgent` makes the
   * agent alone of it.
   *
   * @param store - Where the bytes are also written to.
   */
  save(store?: CheckpointWriter): Promise<Uint8Array>;
  /**
   * Goes on from a checkpoint in place of where the training is. It stays paused if it was.
   *
   * @throws {CheckpointError} If it does not fit; the training then goes on where it was.
   */
  load(checkpoint: Uint8Array | CheckpointReader): Promise<void>;
  /**
   * What the agent thinks of each action. Shape `[actions]`.
   *
   * @param observation - By default what it acts upon next.
   */
  qValues(observation?: Observation): Promise<Float32Array>;
  /**
   * What the agent takes for the returns of each action, as `network.returnDistribution`.
   *
   * @param observation - By default what it acts upon next.
   * @throws {UsageError} If its head knows values alone.
   */
  returnDistribution(observation?: Observation): Promise<ReturnDistribution>;
  /**
   * Has frames handed to a function: in place of all that were asked for before.
   *
   * @returns Ends that.
   */
  frames(options: FramesOptions): () => void;
  /**
   * Calls a function that the worker has under `methods`, between two steps.
   *
   * @param given - Plain data, which is copied.
   * @returns What it returned, copied.
   */
  call<Result = unknown>(method: string, ...given: readonly unknown[]): Promise<Result>;
  /**
   * Ends the worker, at once. Calls that are under way, and later ones, reject with a `UsageError`; where
   * nobody awaits one of them, that is no unhandled rejection.
   */
  close(): void;
}
