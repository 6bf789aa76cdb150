/**
 * A video of one episode, finished.
 *
 * @category Video
 */
export interface Video {
  /** Which episode of the environment it shows, counted from 1. */
  readonly episode: number;
  /** The file. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Such as `image/apng`. */
  readonly mimeType: string;
  /** Of file names, without a dot: such as `png`. */
  readonly extension: string;
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
  /** One for the start of the episode, and one for each step. */
  readonly frames: number;
  /** How many of them are shown in a second. */
  readonly framesPerSecond: number;
  /** The sum of the rewards, not discounted. */
  readonly return: number;
  /** The number of steps. */
  readonly length: number;
  /** Whether the task itself ended. */
  readonly terminated: boolean;
  /** Whether the episode was cut short. False as well where `reset` or `close` ended it. */
  readonly truncated: boolean;
}
