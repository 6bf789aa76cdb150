import type { RgbaImage } from '../../../src/protocol/environment.ts';

/** A picture of one row for each string, one pixel for each letter. */
export function picture(rows: readonly string[], colours: Colours = plain): RgbaImage {
  const [width, height] = [rows[0]!.length, rows.length];
  const bytes = [...rows.join('')].flatMap((letter) => colours[letter]!);
  return { width, height, data: Uint8ClampedArray.from(bytes) };
}

/** What each letter of a picture stands for. */
export type Colours = Readonly<Record<string, readonly [number, number, number, number]>>;

/** Black, white, red, green, blue; half-transparent grey, and nothing. */
export const plain: Colours = {
  k: [0, 0, 0, 255],
  w: [255, 255, 255, 255],
  r: [255, 0, 0, 255],
  g: [0, 255, 0, 255],
  b: [0, 0, 255, 255],
  h: [128, 128, 128, 128],
  '.': [0, 0, 0, 0],
};

/** Pictures with more than 256 colours: a slope of colours with a block that moves. */
export function slope(count: number, size = 24): RgbaImage[] {
  return Array.from({ length: count }, (_, frame) => {
    const data = new Uint8ClampedArray(size * size * 4);
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        const inBlock = x >= frame && x < frame + 4 && y >= 5 && y < 9;
        const colour = inBlock ? [200, 10, 250, 255] : [9 * x, 9 * y, 3 * (x + y), 255];
        data.set(colour, 4 * (y * size + x));
      }
    }
    return { width: size, height: size, data };
  });
}
