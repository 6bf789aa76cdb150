/**
 * Which keys do what in an environment, and what is done while none is held.
 *
 * @category Playing
 */
export interface Keymap {
  /**
   * The action of each key, by `event.key`, such as `'ArrowLeft'` or `'a'`; or by `event.code`, such as
   * `'KeyA'`, for the key at that place, whatever the keyboard's language has there. Shift and Caps Lock
   * make no difference: `'A'` is the key `'a'`.
   */
  readonly keys: Readonly<Record<string, number>>;
  /**
   * What is done while no key is held: an action; `'repeat'`, the last one once more; or
   * `'wait'`, nothing: the world stands still until a key is pressed.
   */
  readonly idle: number | 'repeat' | 'wait';
}

/**
 * The environments of the library that {@link keymaps} has keys for.
 *
 * @category Playing
 */
export type KeymapId =
  | 'Acrobot-v1'
  | 'Blackjack-v1'
  | 'CartPole-v1'
  | 'CliffWalking-v0'
  | 'CliffWalking-v1'
  | 'CliffWalkingSlippery-v1'
  | 'FrozenLake-v1'
  | 'FrozenLake8x8-v1'
  | 'LunarLander-v2'
  | 'LunarLander-v3'
  | 'MountainCar-v0'
  | 'Taxi-v3'
  | 'Taxi-v4';

const lander: Keymap = { keys: { ArrowLeft: 1, ArrowUp: 2, ArrowRight: 3 }, idle: 0 };
const cliff: Keymap = {
  keys: { ArrowUp: 0, ArrowRight: 1, ArrowDown: 2, ArrowLeft: 3 },
  idle: 'wait',
};
const lake: Keymap = {
  keys: { ArrowLeft: 0, ArrowDown: 1, ArrowRight: 2, ArrowUp: 3 },
  idle: 'wait',
};
const taxi: Keymap = {
  keys: { ArrowDown: 0, ArrowUp: 1, ArrowRight: 2, ArrowLeft: 3, i: 4, o: 5 },
  idle: 'wait',
};

/**
 * The keys of the library's environments, by id: arrows for directions and engines; in Taxi
 * `i` and `o` let the passenger in and out, in Blackjack `h` hits and `s` sticks.
 *
 * @category Playing
 */
export const keymaps: Readonly<Record<KeymapId, Keymap>> = {
  'Acrobot-v1': { keys: { ArrowLeft: 0, ArrowRight: 2 }, idle: 1 },
  'Blackjack-v1': { keys: { s: 0, h: 1 }, idle: 'wait' },
  'CartPole-v1': { keys: { ArrowLeft: 0, ArrowRight: 1 }, idle: 'repeat' },
  'CliffWalking-v0': cliff,
  'CliffWalking-v1': cliff,
  'CliffWalkingSlippery-v1': cliff,
  'FrozenLake-v1': lake,
  'FrozenLake8x8-v1': lake,
  'LunarLander-v2': lander,
  'LunarLander-v3': lander,
  'MountainCar-v0': { keys: { ArrowLeft: 0, ArrowRight: 2 }, idle: 1 },
  'Taxi-v3': taxi,
  'Taxi-v4': taxi,
};
