import { MountainCar } from 'deepq/environments';
import { arrows, clamp, type Scene, type World } from './world.ts';

const LEFT = -1.2;
const RIGHT = 0.49;
/** Pixels of the picture a unit of length. */
const SCALE = 600 / 1.8;

/** A car that is too weak for its hill. */
export const mountainCar: World = {
  id: 'MountainCar-v0',
  title: 'MountainCar',
  about: 'The engine is too weak for the hill: swing back and forth. Each step costs 1.',
  actions: [
    { name: 'back', ...arrows.left },
    { name: 'roll', sign: '·', key: 'ArrowDown', push: null },
    { name: 'forward', ...arrows.right },
  ],
  pace: 40,
  limit: 200,
  solved: -110,
  isInk: true,
  idle: () => 1,
  // The preset divides rewards by 20.
  trueReturn: (episode) => episode.return * 20,
  make(seed): Scene {
    const environment = new MountainCar({ seed });
    const read = (): [number, number] => {
      const { position, velocity } = environment.getState();
      return [position as number, velocity as number];
    };
    return {
      environment,
      variables: () => {
        const [position, velocity] = read();
        return [
          { name: 'position', value: position, min: LEFT, max: RIGHT, step: 0.01 },
          { name: 'velocity', value: velocity, min: -0.07, max: 0.07, step: 0.001 },
        ];
      },
      place([position, velocity]) {
        const numbers = { position: position!, velocity: velocity!, running: true };
        environment.setState({ ...environment.getState(), ...numbers });
      },
      observation: () => Float32Array.from(read()),
      mask: () => null,
      drag: (_, to) => [clamp(to.x / SCALE + LEFT, LEFT, RIGHT), 0],
      anchor() {
        const [position] = read();
        const height = Math.sin(3 * position) * 0.45 + 0.55;
        return { x: (position - LEFT) * SCALE, y: 400 - height * SCALE - 24 };
      },
    };
  },
};
