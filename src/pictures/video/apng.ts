import { rejectUnknownOptions } from '../../validation/options.ts';
import { encodeApng, requirePlays } from './encodeApng.ts';
import type { VideoFormat } from './videoFormat.ts';
import { requireVideoOptions } from './timing.ts';

/**
 * What {@link apng} takes.
 *
 * @category Video
 */
export interface ApngOptions {
  /**
   * How often to show the video: a whole number, 0 for over and over.
   *
   * @default 0
   */
  readonly plays?: number;
}

/**
 * Videos as animated PNG, exact in every pixel; see {@link encodeApng}. The
 * default of {@link RecordVideo}.
 *
 * @throws {OptionsError} If an option is unknown or out of range.
 * @example
 * ```ts
 * import { apng } from 'deepq';
 *
 * const format = apng({ plays: 1 });
 * format.mimeType; // 'image/apng'
 * ```
 * @category Video
 */
export function apng(options: ApngOptions = {}): VideoFormat {
  rejectUnknownOptions('apng', options, ['plays'], {}, 'apng({ plays: 0 })');
  const plays = requirePlays('apng', options.plays ?? 0);
  return {
    mimeType: 'image/apng',
    extension: 'png',
    async encode(frames, options) {
      return encodeApng(frames, { framesPerSecond: requireVideoOptions('apng', options), plays });
    },
  };
}
