import { OptionsError, type DeepQError } from '../../errors.ts';
import {
  rejectUnknownOptions,
  requireFunction,
  requireInteger,
  show,
} from '../../validation/options.ts';
import { apng } from './apng.ts';
import { requireFrameRate } from './timing.ts';
import type { Video } from './video.ts';
import type { VideoFormat } from './videoFormat.ts';
import type { VideoQueueOptions } from './videoQueue.ts';

/**
 * What {@link RecordVideo} is made from.
 *
 * @category Wrappers
 */
export interface RecordVideoOptions {
  /**
   * Takes each video when it is finished, one after the other: `videoFiles` of
   * `deepq/node` writes them into a folder, `videoBlob` of `deepq/browser`
   * makes one into a `Blob`. A promise is waited for.
   */
  readonly onVideo: (video: Video) => void | Promise<void>;
  /**
   * Which episodes, counted from 1, as a function; or a number k for every
   * k-th: k, 2k, 3k and so on.
   *
   * @default the cubes 1, 8, 27, … up to 1,000, then every 1,000th
   */
  readonly episodes?: number | ((episode: number) => boolean);
  /**
   * How many frames, and so steps, to show in a second: from 0.001 to 1,000.
   *
   * @default 30
   */
  readonly framesPerSecond?: number;
  /**
   * The kind of file: {@link apng}, {@link gif} or {@link mp4}.
   *
   * @default apng()
   */
  readonly format?: VideoFormat;
  /**
   * Is told when a video is lost, since it could not be made or `onVideo`
   * failed; the `cause` of the error says why. Everything else then goes on.
   *
   * @default the next `reset`, or `finished`, throws
   */
  readonly onError?: (error: DeepQError) => void | Promise<void>;
}

/** The options with all their defaults. */
export interface ResolvedRecordVideoOptions extends VideoQueueOptions {
  readonly isChosen: (episode: number) => boolean;
}

const KNOWN = ['onVideo', 'episodes', 'framesPerSecond', 'format', 'onError'];

/** @throws {OptionsError} If an option is unknown, missing or out of range. */
export function resolveRecordVideoOptions(options: RecordVideoOptions): ResolvedRecordVideoOptions {
  rejectUnknownOptions(
    'RecordVideo',
    options,
    KNOWN,
    {
      'videoFolder folder path dir namePrefix': 'onVideo: videoFiles(folder), of deepq/node',
      'episodeTrigger stepTrigger trigger every': 'episodes',
      fps: 'framesPerSecond',
    },
    'new RecordVideo(environment, { onVideo: videoFiles(folder) })',
  );
  const { onVideo, episodes, framesPerSecond = 30, format = apng(), onError } = options;
  requireFunction('RecordVideo onVideo', onVideo);
  if (onError !== undefined) requireFunction('RecordVideo onError', onError);
  return {
    onVideo,
    onError: onError ?? null,
    framesPerSecond: requireFrameRate('RecordVideo', framesPerSecond),
    format: requireFormat(format),
    isChosen: toPredicate(episodes),
  };
}

function toPredicate(episodes: RecordVideoOptions['episodes']): (episode: number) => boolean {
  if (episodes === undefined) return isCubeOrThousand;
  if (typeof episodes === 'function') return episodes;
  const every = requireInteger('RecordVideo episodes', episodes, { min: 1 });
  return (episode) => episode % every === 0;
}

/** As in Gymnasium, which counts from 0: often in the beginning, seldom later. */
function isCubeOrThousand(episode: number): boolean {
  if (episode >= 1000) return episode % 1000 === 0;
  return Math.round(Math.cbrt(episode)) ** 3 === episode;
}

function requireFormat(format: VideoFormat): VideoFormat {
  const given: unknown = format;
  const encode = (given as Partial<VideoFormat> | null)?.encode;
  if (typeof encode === 'function') return format;
  throw new OptionsError(
    `RecordVideo format must be one such as apng() or gif(library) returns; received ${show(given)}.`,
  );
}
