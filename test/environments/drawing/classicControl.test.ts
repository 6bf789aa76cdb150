import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Acrobot } from '../../../src/environments/acrobot/acrobot.ts';
import { CartPole } from '../../../src/environments/cartPole/cartPole.ts';
import { MountainCar } from '../../../src/environments/mountainCar/mountainCar.ts';

/** A picture of Gymnasium's, at places in the middle of areas of one color. */
interface Frame {
  readonly id: 'CartPole-v1' | 'MountainCar-v0' | 'Acrobot-v1';
  readonly state: readonly number[];
  readonly width: number;
  readonly height: number;
  readonly probes: readonly (readonly [number, number, number, number, number])[];
}

const url = new URL('../../fixtures/classic_frames.json', import.meta.url);
const { frames } = JSON.parse(readFileSync(url, 'utf8')) as { readonly frames: readonly Frame[] };

const worlds = {
  'CartPole-v1': {
    make: () => new CartPole(),
    names: ['position', 'velocity', 'angle', 'angularVelocity'],
  },
  'MountainCar-v0': { make: () => new MountainCar(), names: ['position', 'velocity'] },
  'Acrobot-v1': {
    make: () => new Acrobot(),
    names: ['angle1', 'angle2', 'velocity1', 'velocity2'],
  },
};

test.each(frames)('$id at $state looks as in Gymnasium', ({ id, state, probes, ...size }) => {
  const { make, names } = worlds[id];
  const environment = make();
  environment.reset();
  const numbers = Object.fromEntries(names.map((name, index) => [name, state[index]!]));
  environment.setState({ ...environment.getState(), ...numbers });
  const { width, height, data } = environment.render();

  expect({ width, height }).toEqual({ width: size.width, height: size.height });
  const colors = probes.map(([x, y]) => [x, y, ...data.subarray(4 * (y * width + x)).slice(0, 3)]);
  expect(colors).toEqual(probes);
  expect(new Set(probes.map(([, , ...color]) => String(color))).size).toBeGreaterThan(2);
});
