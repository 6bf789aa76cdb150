import type {
  Environment,
  ResetOptions,
  ResetResult,
  StepResult,
} from '../protocol/environment.ts';
import { EnvironmentError } from '../errors.ts';
import type { Observation } from '../spaces/space.ts';
import { EpisodeRecorder } from '../pictures/video/episodeRecorder.ts';
import {
  type RecordVideoOptions,
  resolveRecordVideoOptions,
} from '../pictures/video/recordVideoOptions.ts';
import { VideoQueue } from '../pictures/video/videoQueue.ts';
import { fieldsState } from '../state/fieldsState.ts';
import { joinStates, whenTakenOver } from '../state/joinStates.ts';
import type { OwnState } from './parts/lentState.ts';
import { Wrapper } from './wrapper.ts';

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
 * import { RecordVideo, type Video } from 'deepq';
 * import { CartPole } from 'deepq/environments';
 *
 * const videos: Video[] = [];
 * const environment = new RecordVideo(new CartPole(), {
 *   episodes: 10, // every tenth
 *   onVideo: (video) => void videos.push(video),
 * });
 * for (let episode = 1; episode <= 20; episode++) {
 *   environment.reset();
 *   while (!environment.step(0).terminated);
 * }
 * await environment.finished();
 * videos.map(({ episode }) => episode); // [10, 20]
 * ```
 * @category Wrappers
 */
export class RecordVideo<O extends Observation = Observation> extends Wrapper<O> {
  readonly #isChosen: (episode: number) => boolean;
  readonly #queue: VideoQueue;
  readonly #recorder: EpisodeRecorder;
  readonly #own = { episodes: 0 };
  /** The number of episodes. What has been recorded is not part of it. */
  protected override readonly ownState: OwnState = joinStates(
    fieldsState('RecordVideo', this.#own, { episodes: 'count' }),
    // The next recording can begin at the next reset.
    whenTakenOver(() => this.#recorder.end(false, false)),
  );

  /**
   * @throws {OptionsError} If an option is unknown, missing or out of range.
   * @throws {EnvironmentError} If `environment` has no `reset`, `step` or
   *   `render`.
   */
  constructor(environment: Environment<O>, options: RecordVideoOptions) {
    super(environment, 'RecordVideo');
    const resolved = resolveRecordVideoOptions(options);
    if (typeof environment.render !== 'function') {
      throw new EnvironmentError(
        'RecordVideo needs an environment that draws itself, with render(); received one without. ' +
          'Add render(), which returns { width, height, data }, four bytes a pixel; ' +
          'a wrapper of your own has to pass it on.',
      );
    }
    this.#isChosen = resolved.isChosen;
    this.#queue = new VideoQueue(resolved);
    this.#recorder = new EpisodeRecorder(() => environment.render!(), this.#queue);
  }

  /** How many episodes have begun. */
  get episodes(): number {
    return this.#own.episodes;
  }

  /** Whether the episode that is running is being recorded. */
  get isRecording(): boolean {
    return this.#recorder.isRecording;
  }

  /**
   * @throws {DeepQError} If a video was lost since the last call, and there is
   *   no `onError`. No episode begins then; the next call is as if it had not
   *   happened.
   * @throws {ValueError} If `render` does not return a picture.
   */
  override reset(options?: ResetOptions): ResetResult<O> {
    this.#queue.throwFailure();
    const isChosen = this.#isChosen(this.#own.episodes + 1);
    const result = this.resetInside(options);
    this.#recorder.end(false, false);
    this.#own.episodes++;
    if (isChosen) this.#recorder.begin(this.#own.episodes);
    return result;
  }

  /**
   * @throws {ValueError} If `render` does not return a picture of the size
   *   that it has had so far. Nothing more is recorded of the episode.
   */
  override step(action: number): StepResult<O> {
    const result = this.stepInside(action);
    this.#recorder.add(result);
    return result;
  }

  /** Ends the recording that is running, if any, and closes the environment inside. */
  override close(): void {
    this.#recorder.end(false, false);
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
}
