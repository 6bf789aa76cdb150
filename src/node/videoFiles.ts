import { join, resolve } from 'node:path';
import { DeepQError, OptionsError } from '../errors.ts';
import { rejectUnknownOptions, requireFunction, show } from '../validation/options.ts';
import { isUint8Array } from '../validation/typedArrays.ts';
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
   * The name of a video's file, without the dot and the extension. Where the
   * same function has written a video of this name already, `-2`, `-3` and so on
   * is added; a file that was there before is replaced.
   *
   * @default (video) => `episode-${video.episode}`
   */
  readonly fileName?: (video: Video) => string;
}

/**
 * Writes videos into a folder, as `episode-12.png` and so on: an `onVideo` for
 * `RecordVideo`. Missing folders are created. A file is never half
 * written, and no two videos of one run share a file: of a group whose copies
 * record the same episode, the second video becomes `episode-12-2.png`.
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
  const taken = new Set<string>();
  return async (video) => {
    requireVideo(video);
    const name: unknown = fileName(video);
    if (typeof name !== 'string' || name === '') {
      throw new OptionsError(
        `videoFiles fileName must return a name such as 'episode-1'; received ${show(name)}.`,
      );
    }
    const path = join(target, takeName(taken, name, video.extension));
    try {
      await replaceFile(path, video.bytes);
    } catch (cause) {
      throw new DeepQError(`${path} could not be written: ${explain(cause)}.`, { cause });
    }
  };
}

/** A file name that no other video of this run has. Not even in capitals: not all disks tell them apart. */
function takeName(taken: Set<string>, name: string, extension: string): string {
  let file = `${name}.${extension}`;
  for (let copy = 2; taken.has(file.toLowerCase()); copy++) file = `${name}-${copy}.${extension}`;
  taken.add(file.toLowerCase());
  return file;
}

function requireVideo(video: unknown): void {
  const { bytes, extension } = Object(video) as Partial<Video>;
  if (isUint8Array(bytes) && typeof extension === 'string') return;
  throw new OptionsError(
    'videoFiles(folder) gives a function that takes a video, with its bytes and extension, as RecordVideo ' +
      `makes them; received ${show(video)}. Pass it as onVideo of RecordVideo.`,
  );
}
