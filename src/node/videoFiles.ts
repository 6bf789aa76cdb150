import { join, resolve } from 'node:path';
import { DeepQError, OptionsError } from '../errors.ts';
import { rejectUnknownOptions, requireFunction, show } from '../validation/options.ts';
import type { Video } from '../pictures/video/video.ts';
import { explain } from './fileErrors.ts';
import { replaceFile } from './replaceFile.ts';

/**
 * What {@link videoFiles} takes beside the folder.
 *
 * @category Video
 */
export interface VideoFilesOptions {
  /**
   * The name of a video's file, without the dot and the extension. A video
   * takes the place of an older one of its name.
   *
   * @default (video) => `episode-${video.episode}`
   */
  readonly fileName?: (video: Video) => string;
}

/**
 * Writes videos into a folder, as `episode-12.png` and so on: an `onVideo` for
 * `RecordVideo`. Missing folders are created. A file is never half
 * written.
 *
 * @param folder - Relative to the working directory of this moment.
 * @throws {OptionsError} If `folder` is not a string, or empty, or an option
 *   is unknown or no function. The function returned is rejected with a
 *   {@link DeepQError} where a file cannot be written.
 * @example
 * ```ts
 * import { videoFiles } from 'deepq/node';
 *
 * const onVideo = videoFiles('output/videos', {
 *   fileName: ({ episode, return: total }) => `${episode}-return-${total}`,
 * });
 * ```
 * @category Video
 */
export function videoFiles(
  folder: string,
  options: VideoFilesOptions = {},
): (video: Video) => Promise<void> {
  if (typeof folder !== 'string' || folder === '') {
    throw new OptionsError(
      `videoFiles(folder) needs the path of a folder; received ${show(folder)}. ` +
        "Pass one such as 'output/videos'.",
    );
  }
  rejectUnknownOptions('videoFiles', options, ['fileName']);
  const { fileName = ({ episode }: Video): string => `episode-${episode}` } = options;
  requireFunction('videoFiles fileName', fileName);
  const target = resolve(folder);
  return async (video) => {
    const name: unknown = fileName(video);
    if (typeof name !== 'string' || name === '') {
      throw new OptionsError(
        `videoFiles fileName must return a name such as 'episode-1'; received ${show(name)}.`,
      );
    }
    const path = join(target, `${name}.${video.extension}`);
    try {
      await replaceFile(path, video.bytes);
    } catch (cause) {
      throw new DeepQError(`${path} could not be written: ${explain(cause)}.`, { cause });
    }
  };
}
