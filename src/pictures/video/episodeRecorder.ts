import type { RgbaImage, StepResult } from '../../protocol/environment.ts';
import { FrameStore } from './frameStore.ts';
import type { VideoQueue } from './videoQueue.ts';

/** An episode that is being recorded. */
interface Recording {
  readonly episode: number;
  readonly frames: FrameStore;
  return: number;
  length: number;
}

/** Records episodes, one after the other: a picture of the start, and one of each step. */
export class EpisodeRecorder {
  readonly #render: () => RgbaImage;
  readonly #queue: VideoQueue;
  #recording: Recording | null = null;

  /**
   * @param render - Draws the world as it is now.
   * @param queue - Takes each recording when it has ended.
   */
  constructor(render: () => RgbaImage, queue: VideoQueue) {
    this.#render = render;
    this.#queue = queue;
  }

  get isRecording(): boolean {
    return this.#recording !== null;
  }

  /**
   * Begins a recording, in which the world is drawn as it is now.
   *
   * @param episode - Its number, counted from 1.
   * @throws {ValueError} If no picture is drawn; nothing is recorded then.
   */
  begin(episode: number): void {
    this.#draw({ episode, frames: new FrameStore(), return: 0, length: 0 });
  }

  /**
   * Adds a step to the recording, if there is one, which ends with the episode.
   *
   * @throws {ValueError} If no picture of the same size is drawn; the recording
   *   is lost then.
   */
  add({ reward, terminated, truncated }: StepResult): void {
    const recording = this.#recording;
    if (!recording) return;
    recording.return += reward;
    recording.length++;
    this.#draw(recording);
    if (terminated || truncated) this.end(terminated, truncated);
  }

  /** Ends the recording, if there is one. */
  end(terminated: boolean, truncated: boolean): void {
    const recording = this.#recording;
    this.#recording = null;
    if (recording) this.#queue.push({ ...recording, terminated, truncated });
  }

  #draw(recording: Recording): void {
    // Given up for the case that this throws.
    this.#recording = null;
    recording.frames.add(this.#render());
    this.#recording = recording;
  }
}
