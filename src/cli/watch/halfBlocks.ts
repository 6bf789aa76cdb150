import type { RgbaImage } from '../../protocol/environment.ts';

/**
 * A picture in characters: each shows two pixels, one above the other, in their colors.
 *
 * @param columns - The most characters of a line.
 * @param rows - The most lines.
 */
export function halfBlocks(image: RgbaImage, columns: number, rows: number): readonly string[] {
  const { width, height, data } = image;
  const scale = Math.max(width / columns, height / (2 * rows), 1e-9);
  const [wide, high] = [Math.floor(width / scale), 2 * Math.floor(height / scale / 2)];
  const pixel = (x: number, y: number): string => {
    const column = Math.min(width - 1, Math.floor((x + 0.5) * scale));
    const row = Math.min(height - 1, Math.floor((y + 0.5) * scale));
    const at = 4 * (row * width + column);
    return `${data[at]};${data[at + 1]};${data[at + 2]}`;
  };
  return Array.from({ length: high / 2 }, (_, line) => {
    let text = '';
    let colors = '';
    for (let x = 0; x < wide; x++) {
      const next = `\u001b[38;2;${pixel(x, 2 * line)}m\u001b[48;2;${pixel(x, 2 * line + 1)}m`;
      text += next === colors ? '▀' : `${next}▀`;
      colors = next;
    }
    return `${text}\u001b[0m`;
  });
}
