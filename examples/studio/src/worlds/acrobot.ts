import { Acrobot } from 'deepq/environments';
import { arrows, type Point, type Scene, type World } from './world.ts';

const MIDDLE = 250;
/** Pixels of the picture a metre: a link's length. */
const SCALE = 500 / 4.4;

/** Two links, with a motor between them. */
export const acrobot: World = {
  id: 'Acrobot-v1',
  title: 'Acrobot',
  about: 'A motor between two links swings the tip above the line. Each step costs 1.',
  actions: [
    { name: 'torque −1', ...arrows.left },
    { name: 'none', sign: '·', key: 'ArrowDown', push: null },
    { name: 'torque +1', ...arrows.right },
  ],
  pace: 15,
  limit: 500,
  solved: -100,
  isInk: true,
  idle: () => 1,
  trueReturn: (episode) => episode.return,
  make(seed): Scene {
    const environment = new Acrobot({ seed });
    const read = (): Four => {
      const { angle1, angle2, velocity1, velocity2 } = environment.getState();
      return [angle1, angle2, velocity1, velocity2] as Four;
    };
    const elbow = (): Point => {
      const [angle1] = read();
      return { x: MIDDLE + Math.sin(angle1) * SCALE, y: MIDDLE + Math.cos(angle1) * SCALE };
    };
    return {
      environment,
      variables: () => {
        const [angle1, angle2, velocity1, velocity2] = read();
        return [
          variable('first angle, rad', angle1, 3.14),
          variable('second angle, rad', angle2, 3.14),
          variable('first turning, rad/s', velocity1, 12.5),
          variable('second turning, rad/s', velocity2, 28.2),
        ];
      },
      place([angle1, angle2, velocity1, velocity2]) {
        environment.setState({
          ...environment.getState(),
          ...{ angle1: angle1!, angle2: angle2!, running: true },
          ...{ velocity1: velocity1!, velocity2: velocity2! },
        });
      },
      observation() {
        const [angle1, angle2, velocity1, velocity2] = read();
        const directions = [angle1, angle2].flatMap((each) => [Math.cos(each), Math.sin(each)]);
        return Float32Array.from([...directions, velocity1, velocity2]);
      },
      mask: () => null,
      drag(from, to) {
        const [angle1, angle2] = read();
        const joint = elbow();
        const length = SCALE * 0.6;
        // Near the elbow it is the first link that is held, further out the second.
        if (Math.hypot(from.x - joint.x, from.y - joint.y) < length) {
          return [Math.atan2(to.x - MIDDLE, to.y - MIDDLE), angle2, 0, 0];
        }
        return [angle1, wrap(Math.atan2(to.x - joint.x, to.y - joint.y) - angle1), 0, 0];
      },
      anchor: elbow,
    };
  },
};

type Four = [number, number, number, number];

function variable(name: string, value: number, limit: number) {
  return { name, value, min: -limit, max: limit, step: limit / 100 };
}

/** The same angle from −π to π. */
function wrap(angle: number): number {
  return Math.atan2(Math.sin(angle), Math.cos(angle));
}
