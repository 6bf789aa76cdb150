import type { Point } from '../../pictures/raster/coverage.ts';
import type { Color, Raster } from '../../pictures/raster/raster.ts';

/** The suits of a deck of cards. */
export const SUITS = ['spades', 'hearts', 'clubs', 'diamonds'] as const;

const RED: Color = [196, 36, 44];
const BLACK: Color = [28, 28, 32];

/** The colour of a suit. */
export function suitColor(suit: (typeof SUITS)[number]): Color {
  return suit === 'hearts' || suit === 'diamonds' ? RED : BLACK;
}

/**
 * The sign of a suit.
 *
 * @param x - Of its middle, in pixels.
 * @param y - Likewise.
 * @param size - Its height, in pixels.
 */
export function drawSuit(
  raster: Raster,
  suit: (typeof SUITS)[number],
  x: number,
  y: number,
  size: number,
): void {
  const color = suitColor(suit);
  const at = (dx: number, dy: number): Point => [x + dx * size, y + dy * size];
  const disc = (dx: number, dy: number, radius: number): void =>
    raster.circle(x + dx * size, y + dy * size, radius * size, color);
  const stem = (): void =>
    raster.polygon([at(-0.03, 0.1), at(0.03, 0.1), at(0.16, 0.5), at(-0.16, 0.5)], color);
  switch (suit) {
    case 'diamonds':
      raster.polygon([at(0, -0.5), at(0.36, 0), at(0, 0.5), at(-0.36, 0)], color);
      break;
    case 'hearts':
      // The sides touch both circles.
      disc(-0.21, -0.22, 0.24);
      disc(0.21, -0.22, 0.24);
      raster.polygon([at(-0.418, -0.1), at(0, -0.3), at(0.418, -0.1), at(0, 0.5)], color);
      break;
    case 'spades':
      disc(-0.2, 0.1, 0.22);
      disc(0.2, 0.1, 0.22);
      raster.polygon([at(-0.387, -0.015), at(0, -0.5), at(0.387, -0.015), at(0, 0.25)], color);
      stem();
      break;
    case 'clubs':
      disc(0, -0.25, 0.22);
      disc(-0.23, 0.1, 0.22);
      disc(0.23, 0.1, 0.22);
      disc(0, 0, 0.12);
      stem();
      break;
  }
}
