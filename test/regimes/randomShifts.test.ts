import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  Box,
  createRandom,
  Discrete,
  OptionsError,
  randomShifts,
  ReplayBuffer,
  ShapeError,
  type Batch,
  type Random,
} from '../../src/index.ts';
import { shiftPicture, type PictureLayout } from '../../src/regimes/shiftPicture.ts';

const actionSpace = new Discrete(2);
const pictures = (shape: number[], dtype: 'uint8' | 'float32' = 'uint8') => ({
  observationSpace: new Box<'uint8' | 'float32'>({ low: 0, high: 255, shape, dtype }),
  actionSpace,
});
const make = (shape: number[], pixels: number, random: Random = createRandom(5)) =>
  randomShifts({ pixels }).create({ environment: pictures(shape), channels: null, random });

/** Only what is moved matters. */
const batchOf = (size: number, observations: Batch['observations']): Batch => ({
  ...{ size, observations, nextObservations: observations.slice() },
  actions: new Int32Array(size),
  rewards: new Float32Array(size),
  discounts: new Float32Array(size),
  weights: new Float32Array(size),
  nextActionMasks: null,
});

test('a picture by hand: what leaves is lost, and the edge is repeated', () => {
  const layout = { planes: 1, height: 3, width: 3, pixel: 1 };
  const from = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
  const moved = (down: number, right: number): number[] => {
    const to = new Uint8Array(9);
    shiftPicture(from, to, 0, layout, down, right);
    return [...to];
  };
  expect(moved(0, 0)).toEqual([...from]);
  expect(moved(0, 1)).toEqual([2, 3, 3, 5, 6, 6, 8, 9, 9]);
  expect(moved(0, -2)).toEqual([1, 1, 1, 4, 4, 4, 7, 7, 7]);
  expect(moved(1, 0)).toEqual([4, 5, 6, 7, 8, 9, 7, 8, 9]);
  expect(moved(-1, 1)).toEqual([2, 3, 3, 2, 3, 3, 5, 6, 6]);
  expect(moved(2, -1)).toEqual([7, 7, 8, 7, 7, 8, 7, 7, 8]);
});

test('equals a copy pixel by pixel, for any layout and move', () => {
  const side = fc.integer({ min: 1, max: 7 });
  const layouts = fc.record({
    ...{ planes: fc.integer({ min: 1, max: 3 }), height: side, width: side },
    pixel: fc.integer({ min: 1, max: 3 }),
  });
  const cases = layouts.chain((layout) =>
    fc.tuple(
      fc.constant(layout),
      fc.integer({ min: 1 - layout.height, max: layout.height - 1 }),
      fc.integer({ min: 1 - layout.width, max: layout.width - 1 }),
    ),
  );
  fc.assert(
    fc.property(cases, ([layout, down, right]) => {
      const { planes, height, width, pixel } = layout;
      const size = planes * height * width * pixel;
      const from = Float32Array.from({ length: 3 * size }, (_, index) => index);
      const to = new Float32Array(3 * size).fill(-1);
      shiftPicture(from, to, size, layout, down, right);
      const expected = from.map((_, index) =>
        index < size || index >= 2 * size
          ? -1
          : (from[size + naive(layout, index - size, down, right)] ?? NaN),
      );
      expect(to).toEqual(expected);
    }),
  );
});

/** Where the number at an index comes from. */
function naive(layout: PictureLayout, index: number, down: number, right: number): number {
  const { height, width, pixel } = layout;
  const clamp = (value: number, length: number): number => Math.min(Math.max(value, 0), length - 1);
  const channel = index % pixel;
  const place = Math.floor(index / pixel);
  const [plane, y, x] = [
    Math.floor(place / (height * width)),
    Math.floor(place / width) % height,
    place % width,
  ];
  const from = plane * height * width + clamp(y + down, height) * width + clamp(x + right, width);
  return from * pixel + channel;
}

describe('a batch', () => {
  test('each observation has a move of its own, the same for all its channels', () => {
    const random = createRandom(9);
    const augmenter = make([2, 8, 8], 2, random.fork('shifts'));
    // Each pixel tells where it is: its row in the first plane, its column in the second.
    const one = Uint8Array.from({ length: 128 }, (_, at) =>
      at < 64 ? 10 * Math.floor(at / 8) : 10 * (at % 8),
    );
    const given = batchOf(
      64,
      Uint8Array.from({ length: 64 * 128 }, (_, at) => one[at % 128]!),
    );
    const before = given.observations.slice();
    const moved = augmenter.augment(given);
    expect(moved.observations).toBeInstanceOf(Uint8Array);
    expect(given.observations).toEqual(before);
    expect(moved.actions).toBe(given.actions);
    const moves = (rows: Batch['observations']): string[] =>
      Array.from({ length: 64 }, (_, row) => {
        const at = row * 128 + 4 * 8 + 4;
        return [rows[at]! / 10 - 4, rows[at + 64]! / 10 - 4].join();
      });
    const [first, second] = [moves(moved.observations), moves(moved.nextObservations)];
    expect(first).not.toEqual(second);
    // 25 moves there are: of 128 draws hardly one is missing.
    expect(new Set([...first, ...second]).size).toBeGreaterThan(20);
  });

  test('the same stream gives the same moves, and goes on from a state', () => {
    const given = batchOf(
      4,
      Float32Array.from({ length: 4 * 30 }, (_, at) => at),
    );
    const [one, other] = [make([5, 6], 2), make([5, 6], 2, createRandom(77))];
    one.augment(given);
    other.prepareState(one.getState())();
    const next = one.augment(given);
    expect(next.observations).toBeInstanceOf(Float32Array);
    expect(other.augment(given)).toEqual(next);
    expect(one.augment(given).observations).not.toEqual(batchOf(4, given.observations));
  });

  test('the replay buffer keeps what it has', () => {
    const environment = pictures([2, 4, 4]);
    const replay = new ReplayBuffer({ capacity: 4, environment });
    const observation = Uint8Array.from({ length: 32 }, (_, at) => at);
    replay.add({
      ...{ observation, action: 0, reward: 0, nextObservation: observation.slice() },
      ...{ terminated: true, truncated: false },
    });
    const augmenter = make([2, 4, 4], 3);
    for (let time = 0; time < 5; time++) augmenter.augment(replay.sample(1));
    expect(replay.sample(1).observations).toEqual(observation);
  });

  test('refuses observations of another size', () => {
    expect(() => make([4, 4], 1).augment(batchOf(2, new Uint8Array(30)))).toThrow(ShapeError);
  });
});

test.each([
  ['first', [4, 4, 9], { planes: 4, pixel: 1 }],
  ['last', [9, 4, 2], { planes: 1, pixel: 2 }],
] as const)('channels %s by the shape', (_, shape, { planes, pixel }) => {
  // All pixels of a plane alike, or all channels apart: no move changes anything.
  const size = shape[0] * shape[1] * shape[2];
  const plain = Uint8Array.from({ length: size }, (__, at) =>
    planes > 1 ? Math.floor(at / (size / planes)) : at % pixel,
  );
  expect(make([...shape], 2).augment(batchOf(1, plain)).observations).toEqual(plain);
});

test.each([
  [{ pixels: 0 }, 'randomShifts.pixels must be a whole number of at least 1'],
  [{ pixels: 1.5 }, 'randomShifts.pixels must be a whole number'],
  [{ pad: 4 }, 'write pixels'],
  [{ channels: 'middle' }, "channels must be 'first' or 'last'"],
])('refuses %j', (options, message) => {
  expect(() => randomShifts(options as never)).toThrow(OptionsError);
  expect(() => randomShifts(options as never)).toThrow(message);
});

test('refuses what are no pictures, and pictures that are too small', () => {
  const create = (shape: number[]) => () => make(shape, 4);
  expect(create([4])).toThrow('needs observations that are pictures');
  expect(create([2, 3, 8, 8])).toThrow('needs observations that are pictures');
  expect(create([4, 84])).toThrow('must be less than height and width of the pictures (4 × 84');
  const environment = { observationSpace: new Discrete(3), actionSpace };
  const context = { environment, channels: null, random: createRandom(1) };
  expect(() => randomShifts().create(context)).toThrow(OptionsError);
});
