import type { RgbaImage } from '../../protocol/environment.ts';
import { FrameStore } from './frameStore.ts';
import { frameStart } from './timing.ts';
import type { VideoFrames } from './videoFormat.ts';

/** GIF counts in hundredths of a second. */
const TICKS_PER_SECOND = 100;
/** Browsers show a frame of less for a tenth of a second. */
const MIN_TICKS = 2;

/** The frames that a GIF can show. */
export interface ThinnedFrames {
  readonly store: FrameStore;
  /** When the first frame begins, when each that differs does, and when the last one ends. */
  readonly times: readonly number[];
}

/** Leaves out frames that come too soon after the one before. */
export function thinFrames(frames: VideoFrames, framesPerSecond: number): ThinnedFrames {
  const starts: number[] = [];
  const startOf = (frame: number): number => frameStart(frame, framesPerSecond, TICKS_PER_SECOND);
  function* kept(): Generator<RgbaImage, void, undefined> {
    let frame = 0;
    for (const image of frames) {
      const start = startOf(frame++);
      if (starts.length > 0 && start - starts.at(-1)! < MIN_TICKS) continue;
      starts.push(start);
      yield image;
    }
  }
  const store = new FrameStore(kept());
  starts.push(Math.max(startOf(frames.length), starts.at(-1)! + MIN_TICKS));
  return { store, times: store.changeTimes().map((frame) => starts[frame]!) };
}
