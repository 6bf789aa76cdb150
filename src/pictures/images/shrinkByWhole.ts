import type { Resize } from './resize.ts';

/**
 * Shrinks by whole ratios, where each new pixel is the average of a block of
 * old ones. OpenCV adds those up exactly, and rounds once: half to even, but
 * half up for blocks of 2 × 2 pixels of 1, 3 or 4 channels.
 */
export function shrinkByWhole(
  [height, width]: readonly [number, number],
  [toHeight, toWidth]: readonly [number, number],
  channels: number,
): Resize {
  const blockHeight = height / toHeight;
  const blockWidth = width / toWidth;
  const halfUp =
    blockHeight === 2 && blockWidth === 2 && (channels === 1 || channels === 3 || channels === 4);
  const share = Math.fround(1 / (blockHeight * blockWidth));
  return (pixels, resized) => {
    let target = 0;
    for (let row = 0; row < toHeight; row++) {
      for (let column = 0; column < toWidth; column++) {
        for (let channel = 0; channel < channels; channel++) {
          let sum = 0;
          for (let y = 0; y < blockHeight; y++) {
            const line = (row * blockHeight + y) * width + column * blockWidth;
            for (let x = 0; x < blockWidth; x++) {
              sum += pixels[(line + x) * channels + channel] as number;
            }
          }
          resized[target++] = halfUp ? (sum + 2) >> 2 : roundHalfToEven(Math.fround(sum * share));
        }
      }
    }
  };
}

function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}
