/**
 * Draws each environment for the guide, some steps into an episode.
 *
 * Usage: npm run build:pictures
 */
import { mkdir, writeFile } from 'node:fs/promises';
import * as planck from 'planck';
import type { Environment } from '../src/protocol/environment.ts';
import { makeEnvironment } from '../src/environments/makeEnvironment.ts';
import { encodePng } from '../src/pictures/video/encodePng.ts';
import { takeArguments } from './support/arguments.ts';

takeArguments(0, 'Usage: npm run build:pictures');

/** The actions are taken in turn, again and again. */
const pictures: readonly [file: string, Environment, actions: readonly number[], steps: number][] =
  [
    ['cart-pole', makeEnvironment('CartPole-v1'), [0, 1, 1], 12],
    ['mountain-car', makeEnvironment('MountainCar-v0'), [0], 25],
    ['acrobot', makeEnvironment('Acrobot-v1'), [2, 2, 2, 2, 0, 0, 0, 0], 40],
    ['taxi', makeEnvironment('Taxi-v3'), [1], 2],
    ['frozen-lake', makeEnvironment('FrozenLake-v1', { isSlippery: false }), [1], 2],
    ['cliff-walking', makeEnvironment('CliffWalking-v1'), [0, 1, 1], 6],
    ['blackjack', makeEnvironment('Blackjack-v1'), [1], 0],
    ['lunar-lander', makeEnvironment('LunarLander-v3', { planck }), [2, 0, 0, 2, 1], 35],
  ];

const folder = 'docs/guide/pictures';
await mkdir(folder, { recursive: true });
for (const [file, environment, actions, steps] of pictures) {
  environment.reset({ seed: 3 });
  for (let step = 0; step < steps; step++) {
    const { terminated, truncated } = environment.step(actions[step % actions.length] as number);
    if (terminated || truncated) throw new Error(`${file} ended after ${step + 1} steps.`);
  }
  const image = environment.render?.();
  if (!image) throw new Error(`${file} cannot be drawn.`);
  const bytes = await encodePng(image);
  await writeFile(`${folder}/${file}.png`, bytes);
  console.log(`${folder}/${file}.png: ${image.width} × ${image.height}, ${bytes.length} bytes`);
}
