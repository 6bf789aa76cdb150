import type {
  Environment,
  ResetOptions,
  ResetResult,
  StepResult,
} from '../protocol/environment.ts';
import { EnvironmentError } from '../errors.ts';
import type { Observation } from '../spaces/space.ts';
import { FrameStore } from '../pictures/video/frameStore.ts';
import { VideoQueue } from '../pictures/video/videoQueue.ts';
import { StateReader } from '../state/stateReader.ts';
import {
  type RecordVideoOptions,
  resolveRecordVideoOptions,
  type ResolvedRecordVideoOptions,
} from './parts/recordVideoOptions.ts';
import type { OwnState } from './parts/lentState.ts';
import { Wrapper } from './wrapper.ts';

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
export class RecordVideo<O extends Observation = Observation> extends Wrapper<O> {
  readonly #options: ResolvedRecordVideoOptions;
  readonly #queue: VideoQueue;
  #episode = 0;
  #recording: Recording | null = null;
  /** The number of episodes. What has been recorded is not part of it. */
  protected override readonly ownState: OwnState = {
    getState: () => ({ episodes: this.#episode }),
    prepareState: (state) => {
      const reader = new StateReader('RecordVideo', state);
      const episodes = reader.integer('episodes', { min: 0, max: Number.MAX_SAFE_INTEGER });
      return () => {
        // The next recording can begin at the next reset.
        this.#finish(false, false);
        this.#episode = episodes;
      };
    },
  };

  /**
   * @throws {OptionsError} If an option is unknown, missing or out of range.
   * @throws {EnvironmentError} If `environment` has no `reset`, `step` or
   *   `render`.
   */
  constructor(environment: Environment<O>, options: RecordVideoOptions) {
    super(environment, 'RecordVideo');
    this.#options = resolveRecordVideoOptions(options);
    if (typeof environment.render !== 'function') {
      throw new EnvironmentError(
        'RecordVideo needs an environment that draws itself, with render(); received one without. ' +
          'Add render(), which returns { width, height, data }, four bytes a pixel; ' +
          'a wrapper of your own has to pass it on.',
      );
    }
    this.#queue = new VideoQueue(this.#options);
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
   * @throws {ValueError} If `render` does not return a picture.
   */
  override reset(options?: ResetOptions): ResetResult<O> {
    this.#queue.throwFailure();
    const isChosen = this.#options.isChosen(this.#episode + 1);
    const result = this.resetInside(options);
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
   * @throws {ValueError} If `render` does not return a picture of the size
   *   that it has had so far. Nothing more is recorded of the episode.
   */
  override step(action: number): StepResult<O> {
    const result = this.stepInside(action);
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
  override close(): void {
    this.#finish(false, false);
    super.close();
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
