import { decodeTaxi, encodeTaxi, Taxi, taxiActionMask } from 'deepq/environments';
import { arrows, clamp, type Scene, type World } from './world.ts';

/** Of the picture, in pixels. */
const CELL = 72;
const BORDER = 20;

/** A taxi, its passenger, and four stops. */
export const taxi: World = {
  id: 'Taxi-v3',
  title: 'Taxi',
  about: 'Let the passenger in, drive to the framed stop, let them out. The best mean is 7.93.',
  actions: [
    { name: 'south', ...arrows.down },
    { name: 'north', ...arrows.up },
    { name: 'east', ...arrows.right },
    { name: 'west', ...arrows.left },
    { name: 'let in', sign: '⊕', key: 'i', push: null },
    { name: 'let out', sign: '⊖', key: 'o', push: null },
  ],
  pace: 5,
  limit: 200,
  solved: 7,
  isInk: false,
  idle: () => null,
  trueReturn: (episode) => episode.return,
  make(seed): Scene {
    const environment = new Taxi({ seed });
    const read = (): number => environment.getState()['state'] as number;
    return {
      environment,
      variables: () => {
        const { row, column, passenger, destination } = decodeTaxi(read());
        return [
          { name: 'row', value: row, min: 0, max: 4, step: 1 },
          { name: 'column', value: column, min: 0, max: 4, step: 1 },
          { name: 'passenger (4 is inside)', value: passenger, min: 0, max: 4, step: 1 },
          { name: 'destination', value: destination, min: 0, max: 3, step: 1 },
        ];
      },
      place([row, column, passenger, destination]) {
        const state = encodeTaxi({
          ...{ row: row!, column: column! },
          ...{ passenger: passenger!, destination: destination! },
        });
        environment.setState({ ...environment.getState(), state, running: true });
      },
      observation: read,
      mask: () => taxiActionMask(read()),
      drag(_, to) {
        const { passenger, destination } = decodeTaxi(read());
        const cell = (at: number): number => clamp(Math.floor((at - BORDER) / CELL), 0, 4);
        return [cell(to.y), cell(to.x), passenger, destination];
      },
      anchor() {
        const { row, column } = decodeTaxi(read());
        return { x: BORDER + (column + 0.5) * CELL, y: BORDER + (row + 0.5) * CELL };
      },
    };
  },
};
