import type {
  AsyncEnvironment,
  ResetOptions,
  ResetResult,
  RgbaImage,
  StepResult,
} from '../../protocol/environment.ts';
import type { Discrete } from '../../spaces/discrete.ts';
import type { Observation, ObservationSpace } from '../../spaces/space.ts';
import { refuseNew } from '../../validation/constructor.ts';
import type { FrameSkipRange } from '../../protocol/frameSkipRange.ts';
import { resolveGymnasiumOptions, type GymnasiumOptions } from './options.ts';
import { noTail, streamTail } from './outputTail.ts';
import { OPERATIONS, REQUEST_BYTES, writeRequest, writeStep } from './protocol.ts';
import { shortId } from './pythonText.ts';
import { Session } from './session.ts';
import { startServer, type StartedServer } from './startServer.ts';
import { StreamChannel } from './streamChannel.ts';

/**
 * A {@link GymnasiumEnvironment} that answers later: it talks to Python over
 * standard input and output, which every system has, and leaves this process
 * free in the meantime. `train` and `evaluate` take it; wrappers do not, but
 * Python's can be named in the options. Each step takes two to three times as
 * long on the way.
 *
 * One call at a time: the next one after the promise of the last is settled.
 *
 * @example
 * ```ts needs-python
 * import { AsyncGymnasiumEnvironment } from 'deepq/node';
 *
 * const environment = await AsyncGymnasiumEnvironment.create('CartPole-v1');
 * await environment.reset({ seed: 1 });
 * (await environment.step(0)).reward; // 1
 * await environment.close();
 * ```
 * @category Environments
 */
export class AsyncGymnasiumEnvironment<
  O extends Observation = Observation,
> implements AsyncEnvironment<O> {
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
  readonly #channel: StreamChannel;
  readonly #session: Session<O>;

  private constructor(id: string, server: StartedServer, timeout: number) {
    const { made } = (server as Partial<StartedServer> | undefined) ?? {};
    // A program in plain JavaScript may call it too.
    if (!made) throw refuseNew('AsyncGymnasiumEnvironment', "'CartPole-v1', options");
    this.id = id;
    this.python = made.executable;
    this.observationSpace = made.observationSpace;
    this.actionSpace = made.actionSpace;
    this.frameSkip = made.frameSkip;
    this.actionMeanings = made.actionMeanings;
    this.#channel = new StreamChannel(server, timeout);
    this.#session = new Session('AsyncGymnasiumEnvironment', shortId(id), made);
    if (made.canRender) this.render = () => this.#render();
  }

  /**
   * Starts Python, and makes the environment there.
   *
   * @param id - Such as `'CartPole-v1'` or `'ALE/Breakout-v5'`.
   * @throws {OptionsError} If an option is unknown or makes no sense.
   * @throws {EnvironmentError} If Python, a package or the environment is
   *   missing, or its spaces are none of deepq's.
   */
  static async create<O extends Observation = Observation>(
    id: string,
    options: GymnasiumOptions = {},
  ): Promise<AsyncGymnasiumEnvironment<O>> {
    const name = 'AsyncGymnasiumEnvironment.create';
    const settings = resolveGymnasiumOptions(name, id, options);
    const showsOutput = settings.output === 'show';
    const server = await startServer({
      where: `${name}('${shortId(id)}')`,
      settings,
      stdio: ['pipe', 'pipe', showsOutput ? 'inherit' : 'pipe'],
      descriptors: null,
      outputTail: ({ child }) => (child.stderr === null ? noTail : streamTail(child.stderr)),
    });
    return new AsyncGymnasiumEnvironment<O>(id, server, settings.stepTimeout);
  }

  /**
   * Starts a new episode.
   *
   * @throws {OptionsError} If the seed is none.
   * @throws {EnvironmentError} If Python raises an exception, or returns what
   *   Gymnasium does not allow, or the process has gone.
   * @throws {UsageError} After `close`, and while another call is running.
   */
  async reset(options: ResetOptions = {}): Promise<ResetResult<O>> {
    const request = this.#session.reset(options);
    return this.#session.wasReset(await this.#channel.ask('reset', request));
  }

  /**
   * Takes one action.
   *
   * @throws {ValueError} If `action` is not in the action space.
   * @throws {UsageError} Before the first `reset`, after the end of an episode,
   *   after an exception, after `close`, and while another call is running.
   * @throws {EnvironmentError} If Python raises an exception, or returns what
   *   Gymnasium does not allow, or the process has gone.
   */
  async step(action: number): Promise<StepResult<O>> {
    this.#session.checkStep(action);
    const request = new Uint8Array(REQUEST_BYTES);
    writeStep(request, action);
    return this.#session.hasStepped(action, await this.#channel.ask('step', request));
  }

  /**
   * The picture that `render_mode='rgb_array'` gives. Absent where the
   * environment was made without; `render: true` of the options makes it so.
   */
  render?(): Promise<RgbaImage>;

  /**
   * Closes the environment and ends its process; a call that is running is
   * rejected. A second call does nothing.
   */
  async close(): Promise<void> {
    await this.#channel.close(writeRequest(OPERATIONS.close));
  }

  async #render(): Promise<RgbaImage> {
    const request = this.#session.render();
    return this.#session.wasRendered(await this.#channel.ask('render', request));
  }
}
