import { CartPole } from 'deepq/environments';
import { arrows, clamp, type Scene, type World } from './world.ts';

/** Of the picture: pixels a metre, the middle, and the height of the axle. */
const SCALE = 125;
const MIDDLE = 300;
const AXLE = 292;
const LIMITS = { position: 2.3, velocity: 3, angle: 0.2, angularVelocity: 3 };

/** A pole on a cart. */
export const cartPole: World = {
  id: 'CartPole-v1',
  title: 'CartPole',
  about: 'Push the cart left or right so that the pole does not fall. 500 is the best return.',
  actions: [
    { name: 'push left', ...arrows.left },
    { name: 'push right', ...arrows.right },
  ],
  pace: 50,
  limit: 500,
  solved: 475,
  isInk: true,
  // There is no way of doing nothing: two opposite pushes come close to it.
  idle: (step) => step % 2,
  // It learns from other rewards; the true one is 1 a step.
  trueReturn: ({ length }) => length,
  make(seed): Scene {
    const environment = new CartPole({ seed });
    const read = (): number[] => {
      const { position, velocity, angle, angularVelocity } = environment.getState();
      return [position, velocity, angle, angularVelocity] as number[];
    };
    return {
      environment,
      variables: () => {
        const [position, velocity, angle, angularVelocity] = read() as Four;
        return [
          variable('position, m', position, LIMITS.position),
          variable('velocity, m/s', velocity, LIMITS.velocity),
          variable('angle, rad', angle, LIMITS.angle),
          variable('turning, rad/s', angularVelocity, LIMITS.angularVelocity),
        ];
      },
      place([position, velocity, angle, angularVelocity]) {
        const state = environment.getState();
        const numbers = { position: position!, velocity: velocity!, angle: angle! };
        environment.setState({
          ...state,
          ...numbers,
          angularVelocity: angularVelocity!,
          running: true,
        });
      },
      observation: () => Float32Array.from(read()),
      mask: () => null,
      drag(from, to) {
        const [position, , angle] = read() as Four;
        const x = MIDDLE + position * SCALE;
        // Above the cart it is the pole that is held.
        if (from.y < AXLE - 25) {
          const held = Math.atan2(to.x - x, Math.max(AXLE - to.y, 1));
          return [position, 0, clamp(held, -LIMITS.angle, LIMITS.angle), 0];
        }
        const place = clamp((to.x - MIDDLE) / SCALE, -LIMITS.position, LIMITS.position);
        return [place, 0, angle, 0];
      },
      anchor: () => ({ x: MIDDLE + read()[0]! * SCALE, y: AXLE + 8 }),
    };
  },
};

type Four = [number, number, number, number];

function variable(name: string, value: number, limit: number) {
  return { name, value, min: -limit, max: limit, step: limit / 100 };
}
