import { describe, expect, test } from 'vitest';
import { drawBlackjack } from '../../../src/environments/blackjack/drawBlackjack.ts';
import { drawCliffWalking } from '../../../src/environments/cliffWalking/drawCliffWalking.ts';
import { drawFrozenLake } from '../../../src/environments/frozenLake/drawFrozenLake.ts';
import { drawTaxi } from '../../../src/environments/taxi/drawTaxi.ts';
import type { RgbaImage } from '../../../src/protocol/environment.ts';

const colorAt = ({ data, width }: RgbaImage, x: number, y: number): number[] => [
  ...data.slice(4 * (y * width + x), 4 * (y * width + x) + 3),
];

const isSame = (a: RgbaImage, b: RgbaImage): boolean =>
  Buffer.compare(Buffer.from(a.data), Buffer.from(b.data)) === 0;

/** Whether any pixel in a rectangle differs. */
function differs(
  a: RgbaImage,
  b: RgbaImage,
  [left, top, width, height]: readonly [number, number, number, number],
): boolean {
  for (let y = top; y < top + height; y++) {
    for (let x = left; x < left + width; x++) {
      if (String(colorAt(a, x, y)) !== String(colorAt(b, x, y))) return true;
    }
  }
  return false;
}

describe('Taxi', () => {
  const start = { row: 2, column: 2, passenger: 0, destination: 3 };
  const picture = drawTaxi(start);
  const WALL = [94, 84, 76];

  test('is 400 pixels wide and high', () => {
    expect([picture.width, picture.height]).toEqual([400, 400]);
  });

  test('has the walls of the town: six pieces between cells, and none elsewhere', () => {
    const walls: string[] = [];
    for (let row = 0; row < 5; row++) {
      for (let column = 0; column < 4; column++) {
        const color = colorAt(picture, 20 + (column + 1) * 72, 20 + row * 72 + 50);
        if (String(color) === String(WALL)) walls.push(`${row} ${column}`);
      }
    }
    expect(walls).toEqual(['0 1', '1 1', '3 0', '3 2', '4 0', '4 2']);
    expect(colorAt(picture, 5, 5)).toEqual(WALL);
  });

  test.each([
    ['the taxi', { ...start, row: 3 }, [20 + 2 * 72, 20 + 3 * 72, 72, 72]],
    ['the passenger at a stop', { ...start, passenger: 1 }, [20 + 4 * 72, 20, 72, 72]],
    ['the passenger inside', { ...start, passenger: 4 }, [20 + 2 * 72, 20 + 2 * 72, 72, 72]],
    ['the destination', { ...start, destination: 2 }, [20, 20 + 4 * 72, 72, 72]],
  ] as const)('shows %s in its place', (_, state, place) => {
    expect(differs(drawTaxi(state), picture, place)).toBe(true);
  });

  test('tells the 100 states of a column apart', () => {
    const pictures = new Set<string>();
    for (let row = 0; row < 5; row++) {
      for (let passenger = 0; passenger < 5; passenger++) {
        for (let destination = 0; destination < 4; destination++) {
          const { data } = drawTaxi({ row, column: 0, passenger, destination });
          pictures.add(Buffer.from(data).toString('latin1'));
        }
      }
    }
    expect(pictures.size).toBe(100);
  });
});

describe('FrozenLake', () => {
  const map = ['SFF', 'HGF'];
  const water = [22, 56, 94];

  test('has 64 pixels a tile, and less in large lakes', () => {
    const size = (rows: readonly string[]): number[] => {
      const { width, height } = drawFrozenLake(rows, 0);
      return [width, height];
    };
    expect(size(map)).toEqual([192, 128]);
    expect(size(Array<string>(32).fill('S'.repeat(20)))).toEqual([640, 1024]);
    expect(size(['S'.repeat(2000)])).toEqual([2000, 1]);
  });

  test('shows holes where they are, and nowhere else', () => {
    const picture = drawFrozenLake(map, 2);
    const middles = [0, 1, 2, 3, 4, 5].map((tile) =>
      colorAt(picture, (tile % 3) * 64 + 32, Math.floor(tile / 3) * 64 + 40),
    );
    expect(middles.map((color) => String(color) === String(water))).toEqual([
      false,
      false,
      false,
      true,
      false,
      false,
    ]);
  });

  test('shows the walker on every tile', () => {
    const pictures = [0, 1, 2, 3, 4, 5].map((state) => drawFrozenLake(map, state));
    for (const [state, picture] of pictures.entries()) {
      for (const [other, second] of pictures.entries()) {
        const place = [(state % 3) * 64, Math.floor(state / 3) * 64, 64, 64] as const;
        expect(differs(picture, second, place)).toBe(state !== other);
      }
    }
  });
});

describe('CliffWalking', () => {
  test('has 60 pixels a cell, with the abyss in the south', () => {
    const picture = drawCliffWalking(36);
    expect([picture.width, picture.height]).toEqual([720, 240]);
    const darkness = Array.from({ length: 48 }, (_, cell) => {
      const color = colorAt(picture, (cell % 12) * 60 + 5, Math.floor(cell / 12) * 60 + 50);
      return color.every((value) => value < 60) ? cell : -1;
    });
    expect(darkness.filter((cell) => cell >= 0)).toEqual([37, 38, 39, 40, 41, 42, 43, 44, 45, 46]);
  });

  test.each([0, 17, 36, 47])('shows the walker in cell %i', (cell) => {
    const place = [(cell % 12) * 60, Math.floor(cell / 12) * 60, 60, 60] as const;
    expect(differs(drawCliffWalking(cell), drawCliffWalking(24), place)).toBe(true);
  });
});

describe('Blackjack', () => {
  const playing = drawBlackjack([1, 13], [10, 7], null);
  /** Where the dealer's second card lies. */
  const second = [24 + 96, 58, 84, 116] as const;

  test('hides the second card of the dealer while the episode runs, and its points', () => {
    expect([playing.width, playing.height]).toEqual([600, 400]);
    expect(isSame(playing, drawBlackjack([1, 13], [10, 2], null))).toBe(true);
    expect(differs(playing, drawBlackjack([1, 13], [10, 7], 1), second)).toBe(true);
  });

  test.each([
    ['the dealer’s open card', [1, 13], [9, 7], null],
    ['the player’s cards', [1, 12], [10, 7], null],
    ['a card more', [1, 13, 5], [10, 7], null],
    ['the end', [1, 13], [10, 7], 1],
  ])('shows %s', (_, player, dealer, reward) => {
    expect(isSame(playing, drawBlackjack(player, dealer, reward))).toBe(false);
  });

  test('shows who has won', () => {
    const ends = [1, 1.5, 0, -1].map((reward) => drawBlackjack([1, 13], [10, 7], reward));
    for (const [index, end] of ends.entries()) {
      expect(ends.filter((other) => isSame(end, other))).toHaveLength(1);
      expect(differs(end, playing, [400, 220, 176, 21]), `end ${index}`).toBe(true);
    }
  });

  test('keeps many cards on the table, and draws an empty one', () => {
    const many = drawBlackjack(new Array<number>(21).fill(1), [10, 7], null);
    // Nothing but cloth to the right of the last card.
    expect(colorAt(many, 590, 300)).toEqual([18, 98, 56]);
    expect(colorAt(many, 570, 300)).not.toEqual([18, 98, 56]);
    expect(colorAt(drawBlackjack([], [], null), 60, 120)).toEqual([18, 98, 56]);
  });
});
