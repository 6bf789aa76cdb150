import { DeepQError } from '../../errors.ts';
import { messageOf, show, showThrown } from '../../validation/show.ts';
import type { FrameStore } from './frameStore.ts';
import type { Video } from './video.ts';
import type { VideoFormat } from './videoFormat.ts';

/** How recordings become videos. */
export interface VideoQueueOptions {
  readonly format: VideoFormat;
  readonly framesPerSecond: number;
  readonly onVideo: (video: Video) => void | Promise<void>;
  readonly onError: ((error: DeepQError) => void | Promise<void>) | null;
}

/** An episode that has been recorded. */
export interface RecordedEpisode extends Pick<
  Video,
  'episode' | 'return' | 'length' | 'terminated' | 'truncated'
> {
  readonly frames: FrameStore;
}

/**
 * Makes videos of recordings, one after the other, while everything else goes
 * on. None of its promises is ever rejected unseen: errors wait until somebody
 * asks.
 */
export class VideoQueue {
  readonly #options: VideoQueueOptions;
  #last: Promise<void> = Promise.resolve();
  #failures: DeepQError[] = [];

  constructor(options: VideoQueueOptions) {
    this.#options = options;
  }

  push(recorded: RecordedEpisode): void {
    this.#last = this.#last.then(async () => {
      try {
        await this.#deliver(recorded);
      } catch (cause) {
        await this.#fail(recorded.episode, cause);
      }
    });
  }

  /** @throws {DeepQError} If there was an error that nobody has seen. */
  throwFailure(): void {
    const [first, ...others] = this.#failures;
    if (!first) return;
    this.#failures = [];
    if (others.length === 0) throw first;
    throw new DeepQError(`${first.message} So were ${others.length} more.`, { cause: first.cause });
  }

  /**
   * Waits for everything that was pushed before this call.
   *
   * @throws {DeepQError} If there was an error that nobody has seen.
   */
  async finished(): Promise<void> {
    await this.#last;
    this.throwFailure();
  }

  async #deliver({ frames, ...episode }: RecordedEpisode): Promise<void> {
    const { format, framesPerSecond, onVideo } = this.#options;
    const bytes = await format.encode(frames, { framesPerSecond });
    const { mimeType, extension } = format;
    const { width, height, length } = frames;
    const file = { bytes, mimeType, extension, width, height, framesPerSecond };
    await onVideo({ ...episode, ...file, frames: length });
  }

  async #fail(episode: number, cause: unknown): Promise<void> {
    const reason = messageOf(cause) ?? show(cause);
    const error = new DeepQError(`The video of episode ${episode} was lost: ${reason}`, { cause });
    const { onError } = this.#options;
    if (!onError) {
      this.#failures.push(error);
      return;
    }
    try {
      await onError(error);
    } catch (thrown) {
      // Not even this may vanish.
      this.#failures.push(
        new DeepQError(`onError failed at the video of episode ${episode}: ${showThrown(thrown)}`, {
          cause: thrown,
        }),
      );
    }
  }
}
