import { describe, expect, test } from 'vitest';
import { grayscale } from '../../../src/pictures/images/grayscale.ts';
import { resizeArea } from '../../../src/pictures/images/resizeArea.ts';
import atari from '../../fixtures/atari_preprocess.json' with { type: 'json' };
import sizes from '../../fixtures/resize_area.json' with { type: 'json' };
import { createDraws, fromBase64 } from './pixels.ts';

const HEIGHT = 210;
const WIDTH = 160;

/** Random pixels. */
function noise(draw: () => number): Uint8Array {
  return Uint8Array.from({ length: HEIGHT * WIDTH * 3 }, () => draw() & 255);
}

/** Forty rectangles on black. */
function blocks(draw: () => number): Uint8Array {
  const rgb = new Uint8Array(HEIGHT * WIDTH * 3);
  for (let block = 0; block < 40; block++) {
    const x = draw() % WIDTH;
    const y = draw() % HEIGHT;
    const width = 1 + (draw() % 40);
    const height = 1 + (draw() % 30);
    const color = [draw() & 255, draw() & 255, draw() & 255];
    for (let row = y; row < Math.min(y + height, HEIGHT); row++) {
      for (let column = x; column < Math.min(x + width, WIDTH); column++) {
        rgb.set(color, 3 * (row * WIDTH + column));
      }
    }
  }
  return rgb;
}

/** Pictures as OpenCV and ALE made them, for any JavaScript engine. */
export function describeRecordedPictures(): void {
  describe.each(atari.images)('the recorded picture $lcg_seed', (recorded) => {
    const draw = createDraws(recorded.lcg_seed);
    const rgb = recorded.kind.startsWith('noise') ? noise(draw) : blocks(draw);

    test('is the one that was recorded', () => {
      expect([...rgb.subarray(0, 12)]).toEqual(recorded.rgb_first12);
      expect(rgb.reduce((sum, value) => sum + value, 0)).toBe(recorded.rgb_sum);
    });

    test.each([
      ['ale', recorded.gray_ale, recorded.resize84_ale],
      ['gymnasium', recorded.gray_gymnasium, recorded.resize84_gymnasium],
      ['opencv', recorded.gray_cv2, recorded.resize84_cv2],
    ] as const)('has the grays of %s, and is shrunk, in every pixel', (formula, gray, resized) => {
      const grays = grayscale(rgb, formula);
      expect(grays).toEqual(fromBase64(gray));
      expect(resizeArea(grays, { from: [HEIGHT, WIDTH], to: 84 })).toEqual(fromBase64(resized));
    });
  });

  test('a recorded picture is shrunk in colour', () => {
    const recorded = atari.images[0]!;
    const rgb = noise(createDraws(recorded.lcg_seed));
    expect(resizeArea(rgb, { from: [HEIGHT, WIDTH], to: [84, 84], channels: 3 })).toEqual(
      fromBase64(recorded.resize84_rgb!),
    );
  });

  test.each(sizes.cases)('$from to $to, $channels channels, as OpenCV', (recorded) => {
    const [height, width] = recorded.from as [number, number];
    const { channels, blackAndWhite } = recorded;
    const draw = createDraws(recorded.lcg_seed);
    const pixels = Uint8Array.from({ length: height * width * channels }, () => {
      const value = draw() & 255;
      return blackAndWhite ? 255 * (value >> 7) : value;
    });
    const to = recorded.to as [number, number];
    expect(resizeArea(pixels, { from: [height, width], to, channels })).toEqual(
      fromBase64(recorded.resized),
    );
  });
}
