import type { RgbaImage } from '../../protocol/environment.ts';

/**
 * The frames of a video: at least one, all of one size. They can be gone
 * through more than once; every picture is new.
 *
 * @category Video
 */
export interface VideoFrames extends Iterable<RgbaImage> {
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
  /** How many frames there are. */
  readonly length: number;
}

/**
 * What {@link VideoFormat.encode} takes beside the frames.
 *
 * @category Video
 */
export interface VideoOptions {
  /** How many frames to show in a second: from 0.001 to 1,000. */
  readonly framesPerSecond: number;
}

/**
 * A kind of video file, such as {@link apng}, {@link gif} and {@link mp4}
 * return. Bring your own as an object with these members.
 *
 * @category Video
 */
export interface VideoFormat {
  /** Such as `image/apng`. */
  readonly mimeType: string;
  /** Of file names, without a dot: such as `png`. */
  readonly extension: string;
  /**
   * Makes the file. Where that takes long, it should give others a turn now
   * and then.
   */
  encode(frames: VideoFrames, options: VideoOptions): Promise<Uint8Array<ArrayBuffer>>;
}
