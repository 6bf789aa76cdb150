import { LunarLander, type Planck } from 'deepq/environments';
import * as planck from 'planck';
import type { Body } from 'planck';
import { arrows, clamp, type Scene, type World } from './world.ts';

/** Pixels a metre; the picture is 600 × 400 pixels. */
const SCALE = 30;
const WIDTH = 20;
const HEIGHT = 400 / SCALE;
/** Where the lander's middle is when it stands on the pad, in metres. */
const PAD = HEIGHT / 4 + 18 / SCALE;
const FPS = 50;

type Physics = InstanceType<(typeof planck)['World']>;

/** A rocket that is to come down softly. */
export const lunarLander: World = {
  id: 'LunarLander-v3',
  title: 'LunarLander',
  about: 'Come down softly and upright between the flags. A mean return of 200 counts as solved.',
  actions: [
    { name: 'nothing', sign: '·', key: 'ArrowDown', push: null },
    { name: 'left engine', ...arrows.right },
    { name: 'main engine', ...arrows.up },
    { name: 'right engine', ...arrows.left },
  ],
  pace: 50,
  limit: 1000,
  solved: 200,
  isInk: false,
  idle: () => 0,
  // The preset divides rewards by 20.
  trueReturn: (episode) => episode.return * 20,
  make(seed): Scene {
    const holder = watchedPlanck();
    const environment = new LunarLander({ planck: holder.module, seed });
    /** The lander and its legs: all that moves. */
    const bodies = (): Body[] => {
      const list: Body[] = [];
      for (let body = holder.world()?.getBodyList(); body; body = body.getNext()) {
        if (body.isDynamic()) list.push(body);
      }
      // planck lists the newest first, and the lander is made before its legs.
      return list.reverse();
    };
    const read = (): number[] => {
      const lander = bodies()[0];
      if (!lander) return [0, 0, 0, 0, 0, 0];
      const { x, y } = lander.getPosition();
      const velocity = lander.getLinearVelocity();
      return [
        (x - WIDTH / 2) / (WIDTH / 2),
        (y - PAD) / (HEIGHT / 2),
        (velocity.x * (WIDTH / 2)) / FPS,
        (velocity.y * (HEIGHT / 2)) / FPS,
        lander.getAngle(),
        (20 * lander.getAngularVelocity()) / FPS,
      ];
    };
    let contacts = [0, 0];
    const step = environment.step.bind(environment);
    environment.step = (action) => {
      const result = step(action);
      contacts = [...result.observation.subarray(6, 8)];
      return result;
    };
    return {
      environment,
      variables: () => {
        const [x, y, velocityX, velocityY, angle, turning] = read();
        return [
          { name: 'x', value: x!, min: -0.95, max: 0.95, step: 0.01 },
          { name: 'y', value: y!, min: 0.1, max: 1.5, step: 0.01 },
          { name: 'velocity x', value: velocityX!, min: -1, max: 1, step: 0.01 },
          { name: 'velocity y', value: velocityY!, min: -1, max: 1, step: 0.01 },
          { name: 'angle, rad', value: angle!, min: -1, max: 1, step: 0.01 },
          { name: 'turning', value: turning!, min: -1, max: 1, step: 0.01 },
        ];
      },
      place([x, y, velocityX, velocityY, angle, turning]) {
        const all = bodies();
        const [lander] = all;
        if (!lander) return;
        const { x: fromX, y: fromY } = lander.getPosition();
        const to = { x: WIDTH / 2 + (x! * WIDTH) / 2, y: PAD + (y! * HEIGHT) / 2 };
        const turn = angle! - lander.getAngle();
        const velocity = {
          x: (velocityX! * FPS) / (WIDTH / 2),
          y: (velocityY! * FPS) / (HEIGHT / 2),
        };
        // The legs turn and move with the lander, as one piece.
        for (const body of all) {
          const at = body.getPosition();
          const [dx, dy] = [at.x - fromX, at.y - fromY];
          const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
          const place = { x: to.x + dx * cos - dy * sin, y: to.y + dx * sin + dy * cos };
          body.setTransform(place, body.getAngle() + turn);
          body.setLinearVelocity(velocity);
          body.setAngularVelocity((turning! * FPS) / 20);
          body.setAwake(true);
        }
        contacts = [0, 0];
      },
      observation: () => Float32Array.from([...read(), ...contacts]),
      mask: () => null,
      drag(_, to) {
        const x = clamp((to.x / SCALE - WIDTH / 2) / (WIDTH / 2), -0.95, 0.95);
        const y = clamp((HEIGHT - to.y / SCALE - PAD) / (HEIGHT / 2), 0.1, 1.4);
        return [x, y, 0, 0, 0, 0];
      },
      anchor() {
        const [x, y] = read();
        return {
          x: (WIDTH / 2 + (x! * WIDTH) / 2) * SCALE,
          y: (HEIGHT - PAD - (y! * HEIGHT) / 2) * SCALE,
        };
      },
    };
  },
};

/**
 * The physics engine, with an eye on the last world that was made with it: the environment
 * keeps its world to itself, and here its bodies are to be moved by hand.
 */
function watchedPlanck(): { readonly module: Planck; readonly world: () => Physics | undefined } {
  let last: Physics | undefined;
  const { Edge, Polygon, Box, RevoluteJoint, ...rest }: Planck = planck;
  const World = new Proxy(rest.World, {
    construct(target, given: never[]) {
      last = new target(...given) as Physics;
      return last;
    },
  });
  return { module: { World, Edge, Polygon, Box, RevoluteJoint }, world: () => last };
}
