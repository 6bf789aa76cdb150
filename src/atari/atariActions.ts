/**
 * The 18 positions of an Atari joystick, each at its number.
 *
 * @example
 * ```ts
 * import { atariActions } from 'deepq/environments';
 *
 * atariActions[0]; // 'NOOP'
 * atariActions.indexOf('LEFT'); // 4
 * ```
 * @category Atari
 */
export const atariActions: readonly string[] = Object.freeze([
  'NOOP',
  'FIRE',
  'UP',
  'RIGHT',
  'LEFT',
  'DOWN',
  'UPRIGHT',
  'UPLEFT',
  'DOWNRIGHT',
  'DOWNLEFT',
  'UPFIRE',
  'RIGHTFIRE',
  'LEFTFIRE',
  'DOWNFIRE',
  'UPRIGHTFIRE',
  'UPLEFTFIRE',
  'DOWNRIGHTFIRE',
  'DOWNLEFTFIRE',
]);
