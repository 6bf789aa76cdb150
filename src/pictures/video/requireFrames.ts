import { ValueError } from '../../errors.ts';

/** @throws {ValueError} If there are no frames. */
export function requireFrames(where: string, frames: { readonly length: number }): void {
  if (frames.length > 0) return;
  throw new ValueError(`${where} needs at least one frame; received none.`);
}
