import { expect, test } from 'vitest';
import { almostGreedy, randomActor } from '../../../bench/support/almostGreedy.ts';
import type { ActOptions, Actor } from '../../../src/agents/agent.ts';
import { createRandom } from '../../../src/random/createRandom.ts';

/** Always takes action 2, and keeps what it was asked. */
function stubborn(): Actor & { readonly asked: ActOptions[] } {
  const asked: ActOptions[] = [];
  const act = (_: unknown, options: ActOptions = {}): number => {
    asked.push(options);
    return 2;
  };
  return { reads: 'sync', asked, act, actAsync: async (...args) => act(...args) };
}

test('with ε 0 every action is the greedy one, and nothing explores', () => {
  const inside = stubborn();
  const actor = almostGreedy(inside, 4, 0);
  const random = createRandom(1);
  const actions = Array.from({ length: 20 }, () => actor.act(0, { explore: true, random }));
  expect(actions).toEqual(Array.from({ length: 20 }, () => 2));
  expect(inside.asked.map(({ explore }) => explore)).toEqual(actions.map(() => false));
});

test('a share ε is drawn from all actions, the greedy one too', async () => {
  const actor = almostGreedy(stubborn(), 4, 0.4);
  const random = createRandom(1);
  const counts = [0, 0, 0, 0];
  for (let step = 0; step < 10_000; step++) {
    const action = step % 2 === 0 ? actor.act(0, { random }) : await actor.actAsync(0, { random });
    counts[action]!++;
  }
  // 0.1 of each, and 0.6 more of action 2; five standard deviations of a count of 1,000 are 150.
  for (const other of [0, 1, 3]) expect(Math.abs(counts[other]! - 1_000)).toBeLessThan(150);
  expect(Math.abs(counts[2]! - 7_000)).toBeLessThan(230);
});

test('the same stream gives the same actions', () => {
  const play = (): number[] => {
    const actor = almostGreedy(stubborn(), 4, 0.5);
    const random = createRandom(3);
    return Array.from({ length: 50 }, () => actor.act(0, { random }));
  };
  expect(play()).toEqual(play());
  expect(new Set(play()).size).toBe(4);
});

test('without a stream it says what is needed', () => {
  expect(() => almostGreedy(stubborn(), 4, 0.5).act(0)).toThrow(/random/);
});

test('a random actor takes all actions, the same ones each time', () => {
  const play = (): number[] => {
    const actor = randomActor(3);
    return Array.from({ length: 60 }, () => actor.act(0));
  };
  expect(new Set(play())).toEqual(new Set([0, 1, 2]));
  expect(play()).toEqual(play());
});
