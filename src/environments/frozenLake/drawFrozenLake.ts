import type { RgbaImage } from '../../protocol/environment.ts';
import { Raster, type Color } from '../../pictures/raster/raster.ts';
import { drawFlag, drawHead, drawPerson } from '../../pictures/raster/figures.ts';

const ICE: Color = [208, 230, 245];
const CRACK: Color = [180, 208, 230];
const GLINT: Color = [238, 247, 253];
const RIM: Color = [150, 182, 208];
const WATER: Color = [34, 78, 122];
const DEPTH: Color = [22, 56, 94];
const SNOW: Color = [248, 250, 252];
const COAT: Color = [196, 62, 58];
const CLOTH: Color = [224, 132, 34];

/** The side of a picture, in pixels, beyond which the tiles get smaller. */
const MAX_SIDE = 1024;

/**
 * The lake with its holes, the goal and the walker.
 *
 * @param map - Rows of equal length, of S, F, H and G.
 * @param state - The tile of the walker.
 */
export function drawFrozenLake(map: readonly string[], state: number): RgbaImage {
  const columns = map[0]?.length ?? 0;
  const tile = Math.max(1, Math.min(64, Math.floor(MAX_SIDE / Math.max(columns, map.length))));
  const raster = new Raster(columns * tile, map.length * tile, ICE);
  for (const [row, letters] of map.entries()) {
    for (const [column, letter] of [...letters].entries()) {
      drawTile(raster, letter, column * tile, row * tile, tile);
    }
  }
  const x = ((state % columns) + 0.5) * tile;
  const y = (Math.floor(state / columns) + 0.5) * tile;
  const letter = map.join('')[state];
  if (letter === 'H') drawHead(raster, x, y + 0.1 * tile, tile, COAT);
  else drawPerson(raster, letter === 'G' ? x - 0.2 * tile : x, y, tile, COAT);
  return raster.takeImage();
}

function drawTile(raster: Raster, letter: string, left: number, top: number, size: number): void {
  const x = left + size / 2;
  const y = top + size / 2;
  if (letter === 'S') raster.rectangle(left, top, size, size, SNOW);
  else {
    raster.line(left + 0.15 * size, y, left + 0.35 * size, top + 0.25 * size, 0.04 * size, GLINT);
    raster.line(x, top + 0.8 * size, left + 0.7 * size, y, 0.04 * size, GLINT);
  }
  raster.rectangle(left, top, size, Math.max(1, size / 64), CRACK);
  raster.rectangle(left, top, Math.max(1, size / 64), size, CRACK);
  if (letter === 'H') {
    raster.circle(x, y, 0.4 * size, RIM);
    raster.circle(x, y + 0.02 * size, 0.36 * size, WATER);
    raster.circle(x, y + 0.08 * size, 0.27 * size, DEPTH);
  }
  if (letter === 'G') drawFlag(raster, x, y, size, CLOTH);
}
