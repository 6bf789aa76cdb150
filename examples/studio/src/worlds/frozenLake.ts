import { FrozenLake } from 'deepq/environments';
import { arrows, clamp, type Scene, type World } from './world.ts';

/** Of the picture, in pixels; and tiles a row. */
const TILE = 64;
const SIDE = 4;

/** A walk over slippery ice. */
export const frozenLake: World = {
  id: 'FrozenLake-v1',
  title: 'FrozenLake',
  about: 'Cross slippery ice without falling in: two steps in three go astray. 0.74 is the best.',
  actions: [
    { name: 'west', ...arrows.left },
    { name: 'south', ...arrows.down },
    { name: 'east', ...arrows.right },
    { name: 'north', ...arrows.up },
  ],
  pace: 5,
  limit: 100,
  solved: 0.7,
  isInk: false,
  idle: () => null,
  trueReturn: (episode) => episode.return,
  make(seed): Scene {
    const environment = new FrozenLake({ seed });
    const read = (): number => environment.getState()['state'] as number;
    const cell = (at: number): number => clamp(Math.floor(at / TILE), 0, SIDE - 1);
    return {
      environment,
      variables: () => [
        { name: 'row', value: Math.floor(read() / SIDE), min: 0, max: SIDE - 1, step: 1 },
        { name: 'column', value: read() % SIDE, min: 0, max: SIDE - 1, step: 1 },
      ],
      place([row, column]) {
        const state = row! * SIDE + column!;
        environment.setState({ ...environment.getState(), state, running: true });
      },
      observation: read,
      mask: () => null,
      drag: (_, to) => [cell(to.y), cell(to.x)],
      anchor: () => ({
        x: ((read() % SIDE) + 0.5) * TILE,
        y: (Math.floor(read() / SIDE) + 0.5) * TILE,
      }),
    };
  },
};
