import type { TrainingEvent } from 'deepq';
import { expect, test } from 'vitest';
import { Audience } from '../../src/remote/audience.ts';

const episode = (number: number): TrainingEvent => ({
  type: 'episode',
  ...{ episode: number, return: 1, length: 1, terminated: true, truncated: false },
  environmentSteps: number,
});
const steps = (count: number, environmentSteps: number): TrainingEvent => ({
  type: 'steps',
  ...{ count, seconds: 1, environmentSteps, exploration: null },
});
const warning = { type: 'warning', message: 'careful' } as unknown as TrainingEvent;
const end = { type: 'end', environmentSteps: 9 } as TrainingEvent;
const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

/** What a function heard of episodes, by their numbers. */
function hear(audience: Audience): { readonly heard: number[]; readonly stop: () => void } {
  const heard: number[] = [];
  return { heard, stop: audience.on('episode', ({ episode: number }) => heard.push(number)) };
}

test('the first who listen to a type hear what came before, in order, and later ones do not', async () => {
  const audience = new Audience();
  for (const event of [episode(1), steps(2, 2), episode(2)]) audience.tell(event, 0);
  const first = hear(audience);
  const alike = hear(audience);
  expect(first.heard).toEqual([]);
  // One that comes at once is told after those that are kept.
  audience.tell(episode(3), 0);
  await turn();
  expect([first.heard, alike.heard]).toEqual([
    [1, 2, 3],
    [1, 2, 3],
  ]);
  audience.tell(episode(4), 0);
  const late = hear(audience);
  await turn();
  audience.tell(episode(5), 0);
  expect([first.heard, late.heard]).toEqual([[1, 2, 3, 4, 5], [5]]);
  // Of another type nobody has heard yet.
  let count = 0;
  audience.on('steps', (event) => (count += event.count));
  await turn();
  expect(count).toBe(2);
});

test('a loop takes all that is kept, steps as a sum, and shares it with who begins beside it', async () => {
  const audience = new Audience();
  for (const event of [steps(2, 2), episode(1), steps(3, 5), warning, end]) audience.tell(event, 0);
  const loop = audience.events(() => undefined);
  const beside = hear(audience);
  const seen: TrainingEvent[] = [];
  for await (const event of loop) seen.push(event);
  expect(seen).toEqual([episode(1), { ...steps(5, 5), seconds: 2 }, warning, end]);
  expect(beside.heard).toEqual([1]);
  const late = hear(audience);
  await turn();
  expect(late.heard).toEqual([]);
});

test('who stops listening at once takes nothing away', async () => {
  const audience = new Audience();
  audience.tell(episode(1), 0);
  hear(audience).stop();
  await turn();
  const next = hear(audience);
  await turn();
  expect(next.heard).toEqual([1]);
});

test('the latest thousand are kept, and the sums', async () => {
  const audience = new Audience();
  audience.tell(steps(1, 1), 0);
  for (let number = 1; number <= 1_500; number++) audience.tell(episode(number), 0);
  const { heard } = hear(audience);
  let count = 0;
  audience.on('steps', (event) => (count += event.count));
  await turn();
  expect([heard.length, heard[0], heard.at(-1), count]).toEqual([999, 502, 1_500, 1]);
});

test('nothing is kept of a training that another has taken the place of', async () => {
  const audience = new Audience();
  audience.tell(episode(1), 0);
  audience.tell(episode(7), 1);
  audience.begin(1);
  const { heard } = hear(audience);
  await turn();
  expect(heard).toEqual([7]);
});
