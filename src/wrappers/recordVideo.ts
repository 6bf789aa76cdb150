import type { State } from '../state/state.ts';
import type {
  Environment,
  ResetOptions,
  ResetResult,
  RgbaImage,
  StepResult,
} from '../protocol/environment.ts';
import { EnvironmentError } from '../errors.ts';
import type { Discrete } from '../spaces/discrete.ts';
import type { Observation, ObservationSpace } from '../spaces/space.ts';
import { VideoQueue } from '../pictures/video/videoQueue.ts';
import { FrameStore } from '../pictures/video/frameStore.ts';
import { Inner } from './inner.ts';
import {
  resolveRecordVideoOptions,
  type RecordVideoOptions,
  type ResolvedRecordVideoOptions,
} from './recordVideoOptions.ts';

/** An episode that is being recorded. */
interface Recording {
  readonly episode: number;
  readonly frames: FrameStore;
  return: number;
  length: number;
}

/**
 * Makes videos of some of the episodes. A frame is drawn at `reset` and after
 * each step. When the episode ends, or `reset` or `close` ends it, the video
 * is made beside everything else, and handed to `onVideo`.
 *
 * Wait for {@link RecordVideo.finished} in the end. Where a video cannot be
 * made, or `onVideo` fails, the error goes to `onError`; without one it is
 * thrown by the next `reset`, which otherwise does nothing, or by `finished`.
 *
 * What is kept of a recording are the pixels that change from frame to frame.
 * An episode without end is recorded without end: put a {@link TimeLimit}
 * inside.
 *
 * **Order of wrapping**: inside of {@link ActionRepeat}, to see every step of
 * the world; outside of {@link TimeLimit}.
 *
 * @example
 * ```ts
 * import { Box, Discrete, RecordVideo, type Environment, type Video } from 'deepq';
 *
 * let light = 0;
 * const dawn: Environment = {
 *   observationSpace: new Box({ low: [0], high: [255] }),
 *   actionSpace: new Discrete(1),
 *   reset: () => ({ observation: Float32Array.of((light = 0)), info: {} }),
 *   step: () => ({
 *     observation: Float32Array.of((light += 51)),
 *     ...{ reward: 1, terminated: light === 255, truncated: false, info: {} },
 *   }),
 *   render: () => ({ width: 1, height: 1, data: Uint8ClampedArray.of(light, light, 0, 255) }),
 * };
 *
 * const videos: Video[] = [];
 * const environment = new RecordVideo(dawn, {
 *   episodes: 10, // every tenth
 *   onVideo: (video) => void videos.push(video),
 * });
 * for (let episode = 1; episode <= 20; episode++) {
 *   environment.reset();
 *   while (!environment.step(0).terminated);
 * }
 * await environment.finished();
 * videos.map(({ episode, frames }) => [episode, frames]); // [[10, 6], [20, 6]]
 * ```
 * @category Wrappers
 */
export class RecordVideo<O extends Observation = Observation> implements Environment<O> {
  /** The environment inside. */
  readonly environment: Environment<O>;
  /** That of the environment inside. */
  readonly observationSpace: ObservationSpace;
  /** That of the environment inside. */
  readonly actionSpace: Discrete;
  readonly #inner: Inner<O>;
  readonly #options: ResolvedRecordVideoOptions;
  readonly #queue: VideoQueue;
  #episode = 0;
  #recording: Recording | null = null;

  /**
   * @throws {OptionsError} If an option is unknown, missing or out of range.
   * @throws {EnvironmentError} If `environment` has no `reset`, `step` or
   *   `render`.
   */
  constructor(environment: Environment<O>, options: RecordVideoOptions) {
    this.#options = resolveRecordVideoOptions(options);
    this.#inner = new Inner('RecordVideo', environment);
    if (typeof environment.render !== 'function') {
      throw new EnvironmentError(
        'RecordVideo needs an environment that draws itself, with render(); received one without. ' +
          'Add render(), which returns { width, height, data }, four bytes a pixel; ' +
          'a wrapper of your own has to pass it on.',
      );
    }
    this.environment = environment;
    this.observationSpace = environment.observationSpace;
    this.actionSpace = environment.actionSpace;
    this.#queue = new VideoQueue(this.#options);
    this.#inner.lendMethods(this, {
      save: () => ({ episodes: this.#episode }),
      load: (reader) => {
        const episodes = reader.integer('episodes', { min: 0, max: Number.MAX_SAFE_INTEGER });
        return () => {
          this.#finish(false, false);
          this.#episode = episodes;
        };
      },
    });
  }

  /** How many episodes have begun. */
  get episodes(): number {
    return this.#episode;
  }

  /** Whether the episode that is running is being recorded. */
  get isRecording(): boolean {
    return this.#recording !== null;
  }

  /**
   * @throws {DeepQError} If a video was lost since the last call, and there is
   *   no `onError`. No episode begins then; the next call is as if it had not
   *   happened.
   * @throws {EnvironmentError} If the environment inside returns a promise, or
   *   no object.
   * @throws {ValueError} If `render` does not return a picture.
   */
  reset(options?: ResetOptions): ResetResult<O> {
    this.#queue.throwFailure();
    const isChosen = this.#options.isChosen(this.#episode + 1);
    const result = this.#inner.reset(options);
    this.#finish(false, false);
    this.#episode++;
    if (isChosen) {
      this.#recording = {
        episode: this.#episode,
        frames: new FrameStore(),
        return: 0,
        length: 0,
      };
      this.#draw(this.#recording);
    }
    return result;
  }

  /**
   * @throws {EnvironmentError} If the environment inside returns a promise, or
   *   no object.
   * @throws {ValueError} If `render` does not return a picture of the size
   *   that it has had so far. Nothing more is recorded of the episode.
   */
  step(action: number): StepResult<O> {
    const result = this.#inner.step(action);
    const recording = this.#recording;
    if (recording) {
      const { reward, terminated, truncated } = result;
      recording.return += reward;
      recording.length++;
      this.#draw(recording);
      if (terminated || truncated) this.#finish(terminated, truncated);
    }
    return result;
  }

  /** Ends the recording that is running, if any, and closes the environment inside. */
  close(): void {
    this.#finish(false, false);
    this.#inner.close();
  }

  /**
   * Waits until every video so far has been made, and `onVideo` is done with
   * it. Of an episode that is still running there is none yet: call `close`
   * or `reset` first.
   *
   * @throws {DeepQError} If a video was lost and there is no `onError`; not
   *   again for one that `reset` has thrown for.
   */
  async finished(): Promise<void> {
    await this.#queue.finished();
  }

  /**
   * The number of episodes, and the state of the environment inside. Absent
   * where that has none. What has been recorded is not part of it.
   */
  getState?(): State;

  /**
   * Continues from a state that {@link RecordVideo.getState} returned. Ends
   * the recording that is running; the next one can begin at the next `reset`.
   *
   * @throws {CheckpointError} If the state is not one of such a wrapper, or
   *   the environment inside refuses its part; everything then stays as it was.
   */
  setState?(state: State): void;

  /** The picture of the environment inside. */
  render?(): RgbaImage;

  #draw(recording: Recording): void {
    // Given up for the case that this throws.
    this.#recording = null;
    recording.frames.add(this.environment.render!());
    this.#recording = recording;
  }

  #finish(terminated: boolean, truncated: boolean): void {
    const recording = this.#recording;
    this.#recording = null;
    if (recording) this.#queue.push({ ...recording, terminated, truncated });
  }
}
