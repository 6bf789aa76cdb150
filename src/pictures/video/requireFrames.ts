import { ValueError } from '../../errors.ts';
import { show } from '../../validation/options.ts';
import type { VideoFrames } from './videoFormat.ts';

/** @throws {ValueError} If there are no frames. */
export function requireFrames(where: string, frames: { readonly length: number }): void {
  const { length, [Symbol.iterator]: iterate } = Object(frames) as Partial<VideoFrames>;
  if (typeof length !== 'number' || typeof iterate !== 'function' || ArrayBuffer.isView(frames)) {
    throw new ValueError(`${where} needs the frames of a video; received ${show(frames)}.`);
  }
  if (length > 0) return;
  throw new ValueError(`${where} needs at least one frame; received none.`);
}
