import type { Video } from '../pictures/video/video.ts';

/**
 * A video of `RecordVideo` as a `Blob`: to be shown, downloaded or
 * uploaded.
 *
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
export function videoBlob({ bytes, mimeType }: Pick<Video, 'bytes' | 'mimeType'>): Blob {
  return new Blob([bytes], { type: mimeType });
}
