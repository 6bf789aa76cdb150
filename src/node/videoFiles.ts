import { closeSync, openSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DeepQError, OptionsError } from '../errors.ts';
import { rejectUnknownOptions, requireFunction, show } from '../validation/options.ts';
import { isUint8Array } from '../validation/typedArrays.ts';
import type { Video } from '../pictures/video/video.ts';
import { codeOf, explain } from './fileErrors.ts';
import { makeFolder } from './filePaths.ts';
import { replaceFile } from './replaceFile.ts';

/**
 * What {@link videoFiles} takes beside the folder.
 *
 * @category Video
 */
export interface VideoFilesOptions {
  /**
   * The name of a video's file, without the dot and the extension. Where there is
   * a file of this name already, `-2`, `-3` and so on is added.
   *
   * @default (video) => `episode-${video.episode}`
   */
  readonly fileName?: (video: Video) => string;
}

/**
 * Writes videos into a folder, as `episode-12.png` and so on: an `onVideo` for
 * `RecordVideo`. Missing folders are created. No video replaces another one, of
 * this run, an earlier one or one in another process: of a group whose copies record
 * the same episode, the second video becomes `episode-12-2.png`. A file is never half
 * written; it is empty until its video is complete.
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
    requireVideo(video);
    const name: unknown = fileName(video);
    if (typeof name !== 'string' || name === '') {
      throw new OptionsError(
        `videoFiles fileName must return a name such as 'episode-1'; received ${show(name)}.`,
      );
    }
    let path = join(target, `${name}.${video.extension}`);
    let isTaken = false;
    try {
      path = takePath(target, name, video.extension);
      isTaken = true;
      await replaceFile(path, video.bytes);
    } catch (cause) {
      if (isTaken) rmSync(path, { force: true });
      throw new DeepQError(`${path} could not be written: ${explain(cause)}.`, { cause });
    }
  };
}

/** Makes an empty file of a name that is not there, so that nobody else takes it. */
function takePath(folder: string, name: string, extension: string): string {
  for (let copy = 1; ; copy++) {
    const path = join(folder, `${name}${copy === 1 ? '' : `-${copy}`}.${extension}`);
    makeFolder(dirname(path));
    try {
      closeSync(openSync(path, 'wx'));
      return path;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
  }
}

function requireVideo(video: unknown): void {
  const { bytes, extension } = Object(video) as Partial<Video>;
  if (isUint8Array(bytes) && typeof extension === 'string') return;
  throw new OptionsError(
    'videoFiles(folder) gives a function that takes a video, with its bytes and extension, as RecordVideo ' +
      `makes them; received ${show(video)}. Pass it as onVideo of RecordVideo.`,
  );
}
