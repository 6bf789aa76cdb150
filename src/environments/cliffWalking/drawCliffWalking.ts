import { COLUMNS, GOAL, isCliff, ROWS, START } from './cliffWalkingTransitions.ts';
import type { RgbaImage } from '../../protocol/environment.ts';
import { Raster, type Color } from '../../pictures/raster/raster.ts';
import { drawFlag, drawPerson } from '../../pictures/raster/figures.ts';

/** Of a cell, in pixels. */
const CELL = 60;

const LIGHT: Color = [170, 206, 130];
const DARK: Color = [160, 197, 121];
const PATH: Color = [208, 202, 188];
const ROCK: Color = [122, 104, 92];
const CHASM: Color = [70, 58, 54];
const DEEP: Color = [48, 40, 40];
const COAT: Color = [196, 62, 58];
const CLOTH: Color = [224, 132, 34];

/** The meadow, the cliff, the start, the goal and the walker in the cell `state`. */
export function drawCliffWalking(state: number): RgbaImage {
  const raster = new Raster(COLUMNS * CELL, ROWS * CELL, LIGHT);
  for (let cell = 0; cell < ROWS * COLUMNS; cell++) {
    const left = (cell % COLUMNS) * CELL;
    const top = Math.floor(cell / COLUMNS) * CELL;
    if (isCliff(cell)) drawCliff(raster, left, top);
    else if (cell === START || cell === GOAL) raster.rectangle(left, top, CELL, CELL, PATH);
    else if ((left + top) % (2 * CELL) === 0) raster.rectangle(left, top, CELL, CELL, DARK);
  }
  drawFlag(raster, middle(GOAL % COLUMNS), middle(Math.floor(GOAL / COLUMNS)), CELL, CLOTH);
  // Beside the flag.
  const aside = state === GOAL ? 0.2 * CELL : 0;
  const x = middle(state % COLUMNS) - aside;
  drawPerson(raster, x, middle(Math.floor(state / COLUMNS)), CELL, COAT);
  return raster.takeImage();
}

/** One cell of the abyss, seen from above: the rock face, and darkness below it. */
function drawCliff(raster: Raster, left: number, top: number): void {
  raster.rectangle(left, top, CELL, CELL, DEEP);
  raster.rectangle(left, top, CELL, 26, CHASM);
  raster.polygon(
    [
      [left, top],
      [left + CELL, top],
      [left + CELL, top + 12],
      [left + 46, top + 20],
      [left + 34, top + 10],
      [left + 18, top + 22],
      [left, top + 12],
    ],
    ROCK,
  );
}

/** The middle of a row or column, in pixels. */
function middle(index: number): number {
  return (index + 0.5) * CELL;
}
