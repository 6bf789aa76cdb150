import { readFileSync } from 'node:fs';
import { checkEnvironment, DQNAgent, evaluate, train } from 'deepq';
import { expect, test } from 'vitest';
import { Snake } from '../../examples/browser-snake/snake.ts';

test('the page of examples/browser-snake has at most 60 lines besides the game', () => {
  const lines = ['index.html', 'main.ts', 'worker.ts'].map((name) => {
    const file = new URL(`../../examples/browser-snake/${name}`, import.meta.url);
    return readFileSync(file, 'utf8').trimEnd().split('\n').length;
  });
  expect(lines.reduce((sum, count) => sum + count)).toBeLessThanOrEqual(60);
});

test('its game keeps the rules, goes on from a state, and is learned', async () => {
  checkEnvironment(new Snake());
  const environment = new Snake();
  const agent = new DQNAgent({ environment, learningStarts: 500, discount: 0.95, seed: 1 });
  const before = await evaluate(agent, new Snake(), { episodes: 10, maxEpisodeSteps: 200 });
  await train(agent, environment, { environmentSteps: 10_000 }).finish();
  const after = await evaluate(agent, new Snake(), { episodes: 10, maxEpisodeSteps: 2_000 });
  expect(after.mean).toBeGreaterThan(before.mean + 5);
  agent.dispose();
});
