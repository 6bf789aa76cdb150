import type {
  Environment,
  ResetOptions,
  ResetResult,
  RgbaImage,
  StepResult,
} from '../../protocol/environment.ts';
import { EnvironmentError, UsageError } from '../../errors.ts';
import type { Discrete } from '../../spaces/discrete.ts';
import type { Observation, ObservationSpace } from '../../spaces/space.ts';
import { refuseNew } from '../../validation/constructor.ts';
import type { FrameSkipRange } from '../../protocol/frameSkipRange.ts';
import type { FifoChannel } from './fifoChannel.ts';
import { openFifoChannel, type Connection } from './openFifoChannel.ts';
import { resolveGymnasiumOptions, type GymnasiumOptions } from './options.ts';
import { OPERATIONS, REQUEST_BYTES, writeRequest, writeStep } from './protocol.ts';
import { shortId } from './pythonText.ts';
import { Session } from './session.ts';

/**
 * Any environment of Python's Gymnasium, Atari games included, in a Python
 * process of its own. It answers synchronously, so it goes wherever another
 * {@link Environment} does: into wrappers, `checkEnvironment`, `train`.
 *
 * It needs Python 3.10 or newer with `pip install gymnasium` (for `ALE/…` ids
 * also `pip install ale-py`), and named pipes, which Windows lacks: take
 * {@link AsyncGymnasiumEnvironment} there.
 *
 * Observations of a `Box` are `Uint8Array`s where Gymnasium's are uint8, and
 * `Float32Array`s for all other dtypes; those of a `Discrete` are numbers from
 * 0, as actions are, also where Gymnasium's begin elsewhere. Every other space
 * is refused; the `wrappers` of the options can change it.
 *
 * An exception in Python becomes an `EnvironmentError` with the end of its
 * traceback, and ends the episode; after `reset` the environment is usable
 * again. A process that dies or that takes longer than `stepTimeout` is gone
 * for good. It ends with `close`, and with this process at the latest.
 *
 * There is no `getState`: Gymnasium has no way to save an environment.
 *
 * @example
 * ```ts needs-python
 * import { GymnasiumEnvironment } from 'deepq/node';
 *
 * const environment = await GymnasiumEnvironment.create('ALE/Assault-v5', {
 *   options: { obs_type: 'ram' },
 * });
 * environment.reset({ seed: 1 }).observation; // Uint8Array(128)
 * environment.step(2).info['lives']; // 4
 * environment.close();
 * ```
 * @category Environments
 */
export class GymnasiumEnvironment<O extends Observation = Observation> implements Environment<O> {
  /** What `gymnasium.make` was called with. */
  readonly id: string;
  /** The path of the interpreter. */
  readonly python: string;
  readonly observationSpace: ObservationSpace;
  readonly actionSpace: Discrete;
  /**
   * How many frames each action is taken for; undefined where it is no Atari
   * game. `AtariPreprocessing` needs 1.
   */
  readonly frameSkip: number | FrameSkipRange | undefined;
  /** What each action of an Atari game does, such as `['NOOP', 'FIRE', 'RIGHT', 'LEFT']`. */
  readonly actionMeanings: readonly string[] | undefined;
  readonly #channel: FifoChannel;
  readonly #session: Session<O>;
  readonly #request: Uint8Array = new Uint8Array(REQUEST_BYTES);
  /** The action of a step that was started, and not finished. */
  #pending: number | null = null;

  private constructor(id: string, connection?: Connection) {
    // A program in plain JavaScript may call it too.
    const { channel, made }: Partial<Connection> = connection ?? {};
    if (!channel || !made) throw refuseNew('GymnasiumEnvironment', "'CartPole-v1', options");
    this.id = id;
    this.python = made.executable;
    this.observationSpace = made.observationSpace;
    this.actionSpace = made.actionSpace;
    this.frameSkip = made.frameSkip;
    this.actionMeanings = made.actionMeanings;
    this.#channel = channel;
    this.#session = new Session('GymnasiumEnvironment', shortId(id), made);
    if (made.canRender) this.render = () => this.#render();
  }

  /**
   * Starts Python, and makes the environment there.
   *
   * @param id - Such as `'CartPole-v1'` or `'ALE/Breakout-v5'`.
   * @throws {OptionsError} If an option is unknown or makes no sense.
   * @throws {EnvironmentError} If Python, a package or the environment is
   *   missing, its spaces are none of deepq's, or there are no named pipes.
   */
  static async create<O extends Observation = Observation>(
    id: string,
    options: GymnasiumOptions = {},
  ): Promise<GymnasiumEnvironment<O>> {
    const name = 'GymnasiumEnvironment.create';
    const settings = resolveGymnasiumOptions(name, id, options);
    const connection = await openFifoChannel(`${name}('${shortId(id)}')`, settings);
    return new GymnasiumEnvironment<O>(id, connection);
  }

  /**
   * Starts a new episode. A step that was started, and not finished, is
   * dropped.
   *
   * @throws {OptionsError} If the seed is none.
   * @throws {EnvironmentError} If Python raises an exception, or returns what
   *   Gymnasium does not allow, or the process has gone.
   * @throws {UsageError} After `close`.
   */
  reset(options: ResetOptions = {}): ResetResult<O> {
    const request = this.#session.reset(options);
    this.#requireOpen('reset');
    if (this.#pending !== null) {
      this.#pending = null;
      this.#channel.receive();
    }
    this.#channel.send(request);
    return this.#session.wasReset(this.#channel.receive());
  }

  /**
   * Takes one action.
   *
   * @throws {ValueError} If `action` is not in the action space.
   * @throws {UsageError} Before the first `reset`, after the end of an episode,
   *   after an exception, and after `close`.
   * @throws {EnvironmentError} If Python raises an exception, or returns what
   *   Gymnasium does not allow, or the process has gone.
   */
  step(action: number): StepResult<O> {
    this.startStep(action);
    return this.finishStep();
  }

  /**
   * Sends an action, and does not wait for what it leads to. Python computes
   * while this process does something else, such as starting steps of other
   * environments.
   *
   * @throws {ValueError | UsageError | EnvironmentError} As `step`.
   */
  startStep(action: number): void {
    this.#session.checkStep(action);
    this.#requireOpen('startStep');
    if (this.#pending !== null) {
      throw new UsageError(
        'GymnasiumEnvironment has a step that was started and not finished; call finishStep() first.',
      );
    }
    writeStep(this.#request, action);
    this.#channel.send(this.#request);
    this.#pending = action;
  }

  /**
   * Waits for the step that `startStep` began.
   *
   * @throws {UsageError} If there is none.
   * @throws {EnvironmentError} If Python raises an exception, or returns what
   *   Gymnasium does not allow, or the process has gone.
   */
  finishStep(): StepResult<O> {
    const action = this.#pending;
    if (action === null) {
      throw new UsageError(
        'GymnasiumEnvironment.finishStep() needs a step to finish; call startStep(action) first.',
      );
    }
    this.#pending = null;
    return this.#session.hasStepped(action, this.#channel.receive());
  }

  /**
   * The picture that `render_mode='rgb_array'` gives. Absent where the
   * environment was made without; `render: true` of the options makes it so.
   *
   * @throws {UsageError} Before the first `reset`, and after `close`.
   */
  render?(): RgbaImage;

  /**
   * Closes the environment and ends its process. Waits for `close` in Python,
   * at most `stepTimeout`. A second call does nothing.
   */
  close(): void {
    if (this.#channel.end !== null) return;
    try {
      if (this.#pending !== null) this.#channel.receive();
      this.#channel.send(writeRequest(OPERATIONS.close));
      this.#channel.receive();
    } catch (error) {
      // It is gone, one way or the other.
      if (!(error instanceof EnvironmentError)) throw error;
    } finally {
      this.#pending = null;
      this.#channel.close(CLOSED);
    }
  }

  #render(): RgbaImage {
    const request = this.#session.render();
    this.#requireOpen('render');
    if (this.#pending !== null) {
      throw new UsageError(
        'GymnasiumEnvironment.render() cannot draw while a step is being taken; call finishStep() first.',
      );
    }
    this.#channel.send(request);
    return this.#session.wasRendered(this.#channel.receive());
  }

  #requireOpen(method: string): void {
    if (this.#channel.end !== CLOSED) return;
    throw new UsageError(
      `GymnasiumEnvironment.${method}() was called after close(); create another environment.`,
    );
  }
}

const CLOSED = 'closed';
