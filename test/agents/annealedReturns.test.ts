import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  linear,
  OptionsError,
  ReplayBuffer,
  shrinkAndPerturb,
  ValueError,
  type Replay,
  type ReturnsOptions,
  type SampledBatch,
} from '../../src/index.ts';
import { copyBatch } from '../../src/replay/batch.ts';
import { environment, makeAgent, observe, run } from '../regimes/world.ts';

const returns = fc.record({
  steps: fc.integer({ min: 1, max: 5 }),
  discount: fc.double({ min: 0, max: 1, noNaN: true }),
});

/** A replay buffer with some steps of three episodes. */
function fill(given?: ReturnsOptions): ReplayBuffer {
  const replay = new ReplayBuffer({
    ...{ capacity: 20, environment, seed: 3 },
    ...(given && { returns: given }),
  });
  const agent = makeAgent({ replay });
  while (agent.environmentSteps < 26) observe(agent);
  agent.dispose();
  return replay;
}

test('a batch with returns of its own is that of a replay buffer made with them', () => {
  fc.assert(
    fc.property(fc.array(returns, { minLength: 1, maxLength: 6 }), (all) => {
      const one = fill();
      // One for each batch, brought to where the other one's draws are.
      all.forEach((given, index) => {
        const other = fill(given);
        for (let time = 0; time < index; time++) other.sample(8);
        expect(copyBatch(one.sample(8, given))).toEqual(copyBatch(other.sample(8)));
      });
    }),
    { numRuns: 30 },
  );
});

test('what is left out is the own of the replay buffer', () => {
  const [own, one, other] = [fill({ steps: 3, discount: 0.5 }), fill(), fill()];
  const expected = copyBatch(one.sample(8, { steps: 3, discount: 0.9 }));
  expect(copyBatch(own.sample(8, { discount: 0.9 }))).toEqual(expected);
  // And is again the next time.
  other.sample(8);
  expect(copyBatch(own.sample(8))).toEqual(copyBatch(other.sample(8, { steps: 3, discount: 0.5 })));
});

test.each([
  [{ steps: 0 }, 'returns.steps must be a whole number from 1 to 1000'],
  [{ discount: 2 }, 'returns.discount must be a finite number from 0 to 1'],
  [{ nStep: 2 }, 'write steps'],
])('a batch of returns %j is refused before anything is drawn', (given, message) => {
  const [replay, same] = [fill(), fill()];
  expect(() => replay.sample(4, given as never)).toThrow(OptionsError);
  expect(() => replay.sample(4, given as never)).toThrow(message);
  expect(copyBatch(replay.sample(4))).toEqual(copyBatch(same.sample(4)));
});

/** A replay of one's own, which writes down what it is asked for. */
class Watched implements Replay {
  readonly asked: unknown[][] = [];
  readonly #inner: ReplayBuffer = new ReplayBuffer({ capacity: 50, environment });
  readonly capacity = 50;
  get size(): number {
    return this.#inner.size;
  }
  add(...given: Parameters<Replay['add']>): void {
    this.#inner.add(...given);
  }
  sample(...given: [number, ReturnsOptions?]): SampledBatch {
    this.asked.push(given);
    return this.#inner.sample(...given);
  }
  getState = (): ReturnType<Replay['getState']> => this.#inner.getState();
  setState = (state: Parameters<Replay['setState']>[0]): void => {
    this.#inner.setState(state);
  };
}

test('schedules count updates, steps are rounded, and a replay of one’s own is told', () => {
  const replay = new Watched();
  const discount = linear({ from: 0.9, to: 1, over: 4 });
  const agent = makeAgent({ replay, nStep: (updates) => 3 - 0.4 * updates, discount });
  run(agent, 6);
  expect(replay.asked).toEqual(
    [3, 3, 2, 2, 1].map((steps, updates) => [2, { steps, discount: discount(updates) }]),
  );
  agent.dispose();
});

test('numbers alone: a replay of one’s own is asked as before', () => {
  const replay = new Watched();
  const agent = makeAgent({ replay });
  run(agent, 3);
  expect(replay.asked).toEqual([[2], [2]]);
  agent.dispose();
});

test('a constant schedule gives the bits of the number', async () => {
  const [one, other] = [
    makeAgent({ nStep: 3, discount: 0.95 }),
    makeAgent({ nStep: () => 3, discount: () => 0.95 }),
  ];
  run(one, 30);
  run(other, 30);
  expect(await other.getState()).toEqual(await one.getState());
  expect(other.options.replay).toMatchObject({ returns: { steps: 3, discount: 0.95 } });
  expect(one.options.annealed).toBeNull();
  for (const agent of [one, other]) agent.dispose();
});

test('bad schedules: refused at once, or where they go wrong, with nothing done', async () => {
  expect(() => makeAgent({ nStep: () => 0.2 })).toThrow(ValueError);
  expect(() => makeAgent({ discount: () => 1.1 })).toThrow('The schedule of discount returned 1.1');
  expect(() => makeAgent({ nStep: '3' as never })).toThrow(OptionsError);
  expect(() => makeAgent({ replay: new Watched(), nStep: 2, discount: () => 0.9 })).toThrow(
    'nStep and a replay buffer of your own exclude each other',
  );
  const agent = makeAgent({ nStep: (updates) => (updates < 3 ? 2 : NaN) });
  run(agent, 4);
  observe(agent);
  const before = await agent.getState();
  expect(() => agent.learn()).toThrow('a number that rounds to one from 1 to 1000');
  expect(await agent.getState()).toEqual(before);
  agent.dispose();
});

test('a network that was reset, loaded without resets: the schedules count on from the reset', async () => {
  const nStep = linear({ from: 5, to: 1, over: 40 });
  const resets = shrinkAndPerturb({ everyEnvironmentSteps: 10 });
  const first = makeAgent({ resets, nStep });
  run(first, 25);
  // Twice, as what is loaded must be saved again.
  const second = makeAgent({ nStep });
  second.setState(await first.getState());
  const replay = new Watched();
  const third = makeAgent({ replay, nStep });
  third.setState({ ...(await second.getState()), replay: null });
  run(third, 3);
  const saved = (await first.getState()) as { regime: { updatesAtReset: number } };
  const steps = Math.round(nStep(third.updates - 1 - saved.regime.updatesAtReset));
  expect(replay.asked.at(-1)).toEqual([2, { steps }]);
  for (const agent of [first, second, third]) agent.dispose();
});
