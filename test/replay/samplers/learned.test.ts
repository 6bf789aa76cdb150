import { expect, test } from 'vitest';
import { ValueError } from '../../../src/errors.ts';
import { createRandom } from '../../../src/random/createRandom.ts';
import type { Sampler, SamplerSpec } from '../../../src/replay/sampler.ts';
import { demonstrationBonus } from '../../../src/replay/samplers/demonstrationBonus.ts';
import { prioritized } from '../../../src/replay/samplers/prioritized.ts';
import { ranked } from '../../../src/replay/samplers/ranked.ts';

const specs: readonly (readonly [string, SamplerSpec])[] = [
  ['prioritized', prioritized()],
  ['ranked', ranked()],
  ['a bonus on prioritized', demonstrationBonus(prioritized())],
  ['a bonus on ranked', demonstrationBonus(ranked())],
];

/** Of four slots the first two hold something, with other priorities. */
function filled(spec: SamplerSpec): Sampler {
  const sampler = spec.create({ capacity: 4, random: createRandom(1) });
  sampler.added(0, 3, true);
  sampler.added(1, 5);
  return sampler;
}

test.each(specs)('%s refuses slots without a transition, and errors that are none', (_, spec) => {
  const sampler = filled(spec);
  const before = sampler.getState(2);
  for (const [slot, error] of [
    [2, 1],
    [4, 1],
    [-1, 1],
    [1, NaN],
    [1, Infinity],
  ] as const) {
    const learn = (): void => sampler.learned?.(Int32Array.of(0, slot), Float32Array.of(1, error));
    expect(learn).toThrow(ValueError);
    expect(learn).toThrow(`received slot ${slot} and error ${error} at index 1`);
  }
  expect(sampler.getState(2)).toEqual(before);
  sampler.checkValid?.(2);
  sampler.learned?.(Int32Array.of(0, 1), Float32Array.of(2, 7));
  expect(sampler.priority?.(1)).toBeCloseTo(7, 4);
});
