import type { Body } from 'planck';
import { HEIGHT, LEG_DOWN, SCALE, WIDTH } from './constants.ts';
import type { CheckedPlanck, PhysicsWorld } from './planck.ts';
import type { Place } from './terrain.ts';

/** The lander's outline around its origin, in metres. */
export const LANDER_OUTLINE: readonly Place[] = outline([
  [-14, 17],
  [-17, 0],
  [-17, -10],
  [17, -10],
  [17, 0],
  [14, 17],
]);

/** Half the width of a leg, in metres. */
const LEG_HALF_WIDTH = 2 / SCALE;
/** Half the length of a leg, in metres. */
const LEG_HALF_LENGTH = 8 / SCALE;

/** A leg's outline around its middle, in metres. */
export const LEG_OUTLINE: readonly Place[] = outline([
  [-2, -8],
  [2, -8],
  [2, 8],
  [-2, 8],
]);

const LEG_AWAY = 20 / SCALE;
const LEG_SPRING_TORQUE = 40;

// Everything touches the ground (0x0001) and nothing else.
const GROUND = 0x0001;
const LANDER = 0x0010;
const LEG = 0x0020;

export function createLander({ Polygon }: CheckedPlanck, world: PhysicsWorld): Body {
  const lander = world.createBody({ type: 'dynamic', position: { x: WIDTH / 2, y: HEIGHT } });
  lander.createFixture({
    shape: new Polygon(LANDER_OUTLINE.map(({ x, y }) => ({ x, y }))),
    ...{ density: 5, friction: 0.1, restitution: 0 },
    ...{ filterCategoryBits: LANDER, filterMaskBits: GROUND },
  });
  return lander;
}

/**
 * A leg on a sprung joint.
 *
 * @param side - −1 for the leg on the right, which is the first one, 1 for
 *   that on the left.
 */
export function createLeg(
  planck: CheckedPlanck,
  world: PhysicsWorld,
  lander: Body,
  side: -1 | 1,
): Body {
  const leg = world.createBody({
    type: 'dynamic',
    position: { x: WIDTH / 2 - side * LEG_AWAY, y: HEIGHT },
    angle: side * 0.05,
  });
  leg.createFixture({
    shape: new planck.Box(LEG_HALF_WIDTH, LEG_HALF_LENGTH),
    // Gymnasium leaves the friction to Box2D, whose default is 0.2.
    ...{ density: 1, friction: 0.2, restitution: 0 },
    ...{ filterCategoryBits: LEG, filterMaskBits: GROUND },
  });
  const definition = {
    ...{ bodyA: lander, bodyB: leg },
    localAnchorA: { x: 0, y: 0 },
    localAnchorB: { x: side * LEG_AWAY, y: LEG_DOWN },
    // pybox2d fills this in from the bodies; Box2D itself would take 0.
    referenceAngle: leg.getAngle() - lander.getAngle(),
    ...{ enableMotor: true, maxMotorTorque: LEG_SPRING_TORQUE, motorSpeed: 0.3 * side },
    enableLimit: true,
    lowerAngle: side === -1 ? 0.4 : -0.9,
    upperAngle: side === -1 ? 0.9 : -0.4,
  };
  world.createJoint(new planck.RevoluteJoint(definition));
  return leg;
}

function outline(pixels: readonly (readonly [number, number])[]): Place[] {
  return pixels.map(([x, y]) => ({ x: x / SCALE, y: y / SCALE }));
}
