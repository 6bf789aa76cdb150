import * as planck from 'planck';
import { expect, test } from 'vitest';
import { makeEnvironment } from '../../../src/environments/makeEnvironment.ts';

test('lands, draws and resumes in Chromium', () => {
  const environment = makeEnvironment('LunarLander-v3', { planck });
  const first = environment.reset({ seed: 1 }).observation;
  for (let step = 0; step < 20; step++) environment.step(2);
  const { observation, reward } = environment.step(0);

  expect(first.length).toBe(8);
  expect(Number.isFinite(reward)).toBe(true);
  const { width, height, data } = environment.render!();
  expect(new ImageData(data, width, height).height).toBe(400);

  const other = makeEnvironment('LunarLander-v3', { planck, seed: 5 });
  other.setState!(environment.getState!());
  expect(other.step(3)).toEqual(environment.step(3));
  expect(observation).not.toEqual(first);
});
