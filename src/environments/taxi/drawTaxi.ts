import type { RgbaImage } from '../../protocol/environment.ts';
import type { Point } from '../../pictures/raster/coverage.ts';
import { Raster, textSize, type Color } from '../../pictures/raster/raster.ts';
import { IN_TAXI, SIZE, STOPS, type TaxiState } from './taxiState.ts';
import { EAST_WALLS } from './taxiTransitions.ts';
import { drawHead, drawPerson } from '../../pictures/raster/figures.ts';

/** Of a cell of the town, in pixels. */
const CELL = 72;
const BORDER = 20;

const WALL: Color = [94, 84, 76];
const STREET: Color = [226, 222, 214];
const LINE: Color = [206, 201, 191];
const INK: Color = [48, 42, 38];
const TAXI: Color = [250, 196, 32];
const GLASS: Color = [120, 170, 205];
const COAT: Color = [126, 70, 160];

const STOP_NAMES = ['R', 'G', 'Y', 'B'];
const STOP_COLORS: readonly Color[] = [
  [236, 128, 120],
  [132, 200, 132],
  [246, 224, 118],
  [124, 164, 232],
];

/** The town with its walls and stops, the destination, the passenger and the taxi. */
export function drawTaxi({ row, column, passenger, destination }: TaxiState): RgbaImage {
  const side = SIZE * CELL + 2 * BORDER;
  const raster = new Raster(side, side, WALL);
  raster.rectangle(BORDER, BORDER, SIZE * CELL, SIZE * CELL, STREET);
  drawGrid(raster);
  for (const [stop, place] of STOPS.entries()) {
    drawStop(raster, place.column, place.row, stop, stop === destination);
  }
  drawWalls(raster);
  const waitsAt = STOPS[passenger];
  if (waitsAt) {
    // In a corner and behind the taxi: both are in sight in the same cell.
    drawPerson(raster, middle(waitsAt.column) - 18, middle(waitsAt.row) - 9, 0.68 * CELL, COAT);
  }
  drawCar(raster, middle(column), middle(row) + 10, passenger === IN_TAXI);
  return raster.takeImage();
}

function drawGrid(raster: Raster): void {
  for (let index = 1; index < SIZE; index++) {
    const at = BORDER + index * CELL - 0.5;
    raster.rectangle(at, BORDER, 1, SIZE * CELL, LINE);
    raster.rectangle(BORDER, at, SIZE * CELL, 1, LINE);
  }
}

function drawWalls(raster: Raster): void {
  for (const [row, columns] of EAST_WALLS.entries()) {
    for (const column of columns) {
      const x = BORDER + (column + 1) * CELL;
      raster.rectangle(x - 4, BORDER + row * CELL - 4, 8, CELL + 8, WALL);
    }
  }
}

function drawStop(
  raster: Raster,
  column: number,
  row: number,
  stop: number,
  isDestination: boolean,
): void {
  const color = STOP_COLORS[stop] as Color;
  const left = BORDER + column * CELL;
  const top = BORDER + row * CELL;
  raster.rectangle(left + 3, top + 3, CELL - 6, CELL - 6, isDestination ? INK : color);
  if (isDestination) raster.rectangle(left + 8, top + 8, CELL - 16, CELL - 16, color);
  const name = STOP_NAMES[stop] ?? '';
  const [width] = textSize(name, 2);
  raster.text(left + CELL - 13 - width, top + 12, name, INK, 2);
}

/** A car from the side, its middle at (x, y). */
function drawCar(raster: Raster, x: number, y: number, withPassenger: boolean): void {
  const at = (dx: number, dy: number): Point => [x + dx, y + dy];
  raster.rectangle(x - 5, y - 24, 12, 6, INK);
  raster.polygon([at(-20, 0), at(-13, -19), at(15, -19), at(23, 0)], TAXI);
  raster.polygon([at(-15, -1), at(-10, -15), at(-1, -15), at(-1, -1)], GLASS);
  if (withPassenger) drawHead(raster, x - 6, y - 6, 36, COAT);
  raster.polygon([at(2, -1), at(2, -15), at(12, -15), at(18, -1)], GLASS);
  raster.rectangle(x - 30, y - 1, 60, 15, TAXI);
  raster.rectangle(x - 30, y + 5, 60, 3, INK);
  for (const wheel of [-17, 17]) {
    raster.circle(x + wheel, y + 14, 7, INK);
    raster.circle(x + wheel, y + 14, 3, LINE);
  }
}

/** The middle of a row or column, in pixels. */
function middle(index: number): number {
  return BORDER + (index + 0.5) * CELL;
}
