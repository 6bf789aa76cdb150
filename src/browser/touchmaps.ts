import type { Keymap, KeymapId } from './keymaps.ts';

/**
 * Which places of a picture do what when they are touched, and what is done while none is.
 *
 * @category Playing
 */
export interface Touchmap {
  /**
   * The action of a place, or null where there is none.
   *
   * @param x - From 0 at the left to 1 at the right.
   * @param y - From 0 at the top to 1 at the bottom.
   */
  readonly actionAt: (x: number, y: number) => number | null;
  /** As `idle` of a {@link Keymap}: an action, `'repeat'`, or `'wait'`. */
  readonly idle: Keymap['idle'];
}

/** The halves of a picture: one action at the left, another one at the right. */
const halves = (left: number, right: number, idle: Keymap['idle']): Touchmap => ({
  actionAt: (x) => (x < 0.5 ? left : right),
  idle,
});

/** The four triangles that the diagonals make: to where it is touched, as seen from the middle. */
const triangles = (up: number, right: number, down: number, left: number): Touchmap => ({
  actionAt: (x, y) => {
    const [across, along] = [x - 0.5, y - 0.5];
    if (Math.abs(across) > Math.abs(along)) return across < 0 ? left : right;
    return along < 0 ? up : down;
  },
  idle: 'wait',
});

/** Left and right thirds for the side engines; the middle for the main one. */
const lander: Touchmap = {
  actionAt: (x) => (x < 1 / 3 ? 1 : x < 2 / 3 ? 2 : 3),
  idle: 0,
};
const cliff = /* @__PURE__ */ triangles(0, 1, 2, 3);
const lake = /* @__PURE__ */ triangles(3, 2, 1, 0);

/** The middle is for the passenger: its left half lets one in, its right half out. */
const taxi: Touchmap = {
  actionAt: (x, y) => {
    const isInMiddle = Math.abs(x - 0.5) < 0.2 && Math.abs(y - 0.5) < 0.2;
    return isInMiddle ? (x < 0.5 ? 4 : 5) : directions.actionAt(x, y);
  },
  idle: 'wait',
};
const directions = /* @__PURE__ */ triangles(1, 2, 0, 3);

/**
 * The touches of the library's environments, by id: where a direction lies, seen from the
 * middle of the picture; its left and right part for engines and pushes; in Taxi the middle's
 * left half lets the passenger in, its right half out; in Blackjack the left half sticks,
 * the right one hits.
 *
 * @category Playing
 */
export const touchmaps: Readonly<Record<KeymapId, Touchmap>> = {
  'Acrobot-v1': /* @__PURE__ */ halves(0, 2, 1),
  'Blackjack-v1': /* @__PURE__ */ halves(0, 1, 'wait'),
  'CartPole-v1': /* @__PURE__ */ halves(0, 1, 'repeat'),
  'CliffWalking-v0': cliff,
  'CliffWalking-v1': cliff,
  'CliffWalkingSlippery-v1': cliff,
  'FrozenLake-v1': lake,
  'FrozenLake8x8-v1': lake,
  'LunarLander-v2': lander,
  'LunarLander-v3': lander,
  'MountainCar-v0': /* @__PURE__ */ halves(0, 2, 1),
  'Taxi-v3': taxi,
  'Taxi-v4': taxi,
};
