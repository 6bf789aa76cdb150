import * as planck from 'planck';
import { expect, expectTypeOf, test } from 'vitest';
import { LunarLander } from '../../../src/environments/lunarLander/lunarLander.ts';
import type { Planck } from '../../../src/environments/lunarLander/planck.ts';
import { OptionsError } from '../../../src/errors.ts';

function refusal(options: unknown): string {
  try {
    new LunarLander(options as { planck: Planck });
  } catch (error) {
    expect(error).toBeInstanceOf(OptionsError);
    return (error as Error).message;
  }
  throw new Error('It was not refused.');
}

/** Makes polygons as planck did up to 1.4.2: y of the centre of mass from x of the shape. */
function OldPolygon(corners: { readonly x: number; readonly y: number }[]): object {
  const shape = new planck.Polygon(corners);
  const computeMass = shape.computeMass.bind(shape);
  const mean = (axis: 'x' | 'y'): number =>
    corners.reduce((sum, corner) => sum + corner[axis], 0) / corners.length;
  shape.computeMass = (mass, density) => {
    computeMass(mass, density);
    mass.center.y = mass.center.x - mean('x') + mean('y');
  };
  return shape;
}

test('the module fits the type, and nothing else does', () => {
  expectTypeOf(planck).toExtend<Planck>();
  // @ts-expect-error An engine without its classes does not compile.
  expect(() => new LunarLander({ planck: {} })).toThrow(OptionsError);
});

test.each([[undefined], [{}], [{ seed: 1 }]])('says what to install, given %j', (options) => {
  expect(refusal(options)).toBe(
    'LunarLander needs the physics engine planck (1.4.3 or later) as its option planck. ' +
      "Install it with `npm install planck`, and pass it: import * as planck from 'planck'; " +
      "makeEnvironment('LunarLander-v3', { planck }).",
  );
});

test.each([
  [null, 'received null. Install'],
  ['planck', "received 'planck'. Install"],
  [{}, 'received an object. Install'],
  [{ ...planck, Edge: undefined }, 'received an object without Edge. Install'],
  [import('planck'), 'received a promise: await it. Install'],
])('refuses %s in its place', (wrong, message) => {
  expect(refusal({ planck: wrong })).toContain(
    'LunarLander planck must be the module planck, with World, Edge, Polygon, Box, RevoluteJoint; ',
  );
  expect(refusal({ planck: wrong })).toContain(message);
});

test('refuses a planck that finds the wrong centre of mass, as 1.4.2 did', () => {
  expect(refusal({ planck: { ...planck, Polygon: OldPolygon } })).toBe(
    'LunarLander needs planck 1.4.3 or later; received an older one, which puts the centre of mass ' +
      'of a polygon in the wrong place. Run `npm install planck@latest`.',
  );
});
