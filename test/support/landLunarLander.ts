/**
 * Lands a lunar lander, most of the time: two proportional controllers, like
 * the demonstration that comes with Gymnasium.
 *
 * @param observation - The eight numbers of LunarLander.
 * @returns An action.
 */
export function landLunarLander(observation: Float32Array): number {
  const [x, y, velocityX, velocityY, angle, angularVelocity, right, left] =
    observation as unknown as Eight;
  const landed = right > 0 || left > 0;
  // Lean towards the pad, against the drift, but never by more than 23 degrees.
  const wantedAngle = Math.min(Math.max(0.5 * x + velocityX, -0.4), 0.4);
  // Come down along a cone: the farther from the pad, the higher.
  const wantedY = 0.55 * Math.abs(x);
  const turn = landed ? 0 : 0.5 * (wantedAngle - angle) - angularVelocity;
  const lift = landed ? -0.5 * velocityY : 0.5 * (wantedY - y) - 0.5 * velocityY;
  if (lift > 0.05 && lift > Math.abs(turn)) return 2;
  if (turn < -0.05) return 3;
  return turn > 0.05 ? 1 : 0;
}

type Eight = readonly [number, number, number, number, number, number, number, number];
