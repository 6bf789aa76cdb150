import { ValueError } from '../errors.ts';
import { show } from '../validation/options.ts';
import { isUint8Array } from '../validation/typedArrays.ts';
import type { Video } from '../pictures/video/video.ts';

/**
 * A video of `RecordVideo` as a `Blob`: to be shown, downloaded or
 * uploaded.
 *
 * @throws {ValueError} If it is no video.
 * @example
 * ```ts no-run
 * import { RecordVideo } from 'deepq';
 * import { videoBlob } from 'deepq/browser';
 * import { makeEnvironment } from 'deepq/environments';
 *
 * const image = document.querySelector('img')!;
 * const environment = new RecordVideo(makeEnvironment('CartPole-v1'), {
 *   onVideo: (video) => {
 *     // What was shown before would otherwise stay in memory.
 *     URL.revokeObjectURL(image.src);
 *     image.src = URL.createObjectURL(videoBlob(video));
 *   },
 * });
 * ```
 * @category Video
 */
export function videoBlob(video: Pick<Video, 'bytes' | 'mimeType'>): Blob {
  const { bytes, mimeType } = Object(video) as Partial<Video>;
  if (!isUint8Array(bytes) || typeof mimeType !== 'string') {
    throw new ValueError(
      'videoBlob(video) needs a video of RecordVideo, with its bytes and mimeType; ' +
        `received ${show(video)}.`,
    );
  }
  return new Blob([bytes], { type: mimeType });
}
