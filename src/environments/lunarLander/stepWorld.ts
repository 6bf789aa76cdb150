import { FPS } from './constants.ts';
import type { Dispersion } from './draws.ts';
import { thrust } from './engines.ts';
import { nextExhausts } from './exhaust.ts';
import { observe, shaping, type Motion } from './observation.ts';
import { blow } from './wind.ts';
import type { LanderWorld } from './world.ts';

/** What a step led to. */
export interface WorldStep {
  readonly reward: number;
  readonly terminated: boolean;
}

const VELOCITY_ITERATIONS = 180;
const POSITION_ITERATIONS = 60;
/** For landing, and the negative of it for crashing. */
const FINAL_REWARD = 100;

/**
 * Runs the engine of an action for a fiftieth of a second.
 *
 * @param action - 0 to 3.
 */
export function stepWorld(world: LanderWorld, action: number, dispersion: Dispersion): WorldStep {
  blow(world);
  const cost = fire(world, action, dispersion);
  world.physics.step(1 / FPS, VELOCITY_ITERATIONS, POSITION_ITERATIONS);

  const observed = observe(motion(world));
  const score = shaping(observed);
  let reward = (world.shaping === undefined ? 0 : score - world.shaping) - cost;
  world.shaping = score;
  let terminated = false;
  if (world.touching.body || Math.abs(observed[0]) >= 1) {
    terminated = true;
    reward = -FINAL_REWARD;
  }
  // Box2D puts to sleep what has not moved for half a second.
  if (!world.lander.isAwake()) {
    terminated = true;
    reward = FINAL_REWARD;
  }
  return { reward, terminated };
}

/** What is observed of a world now. */
export function observeWorld(world: LanderWorld): Float32Array {
  return Float32Array.from(observe(motion(world)));
}

/** @returns What the fuel costs. */
function fire(world: LanderWorld, action: number, dispersion: Dispersion): number {
  const { lander } = world;
  const running = thrust(action, lander.getAngle(), dispersion);
  const { x, y } = lander.getPosition();
  world.exhausts = nextExhausts(world.exhausts, { x, y }, running);
  if (running === undefined) return 0;
  const impulse = { x: -running.impulseX, y: -running.impulseY };
  lander.applyLinearImpulse(impulse, { x: x + running.x, y: y + running.y }, true);
  return running.cost;
}

function motion({ lander, touching }: LanderWorld): Motion {
  const position = lander.getPosition();
  const velocity = lander.getLinearVelocity();
  return {
    x: position.x,
    y: position.y,
    velocityX: velocity.x,
    velocityY: velocity.y,
    angle: lander.getAngle(),
    angularVelocity: lander.getAngularVelocity(),
    contacts: touching.legs,
  };
}
