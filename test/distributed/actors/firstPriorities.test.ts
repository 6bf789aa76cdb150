import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Box, Discrete, mlp, QNetwork, type Transition } from '../../../src/index.ts';
import { firstPriorities, prioritiesOf } from '../../../src/distributed/actors/firstPriorities.ts';

function step(reward: number, change: Partial<Transition> = {}): Transition {
  return {
    ...{ observation: Float32Array.of(0), action: 0, reward, nextObservation: Float32Array.of(0) },
    ...{ terminated: false, truncated: false, ...change },
  };
}

// Q of what was seen, then of what came next; two actions.
const values = Float32Array.of(1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60);

test('one step: |r + γ max Q(s′) − Q(s, a)|', () => {
  const steps = [step(1), step(2, { action: 1 }), step(3)];
  // |1 + 0.5 · 20 − 1|, |2 + 0.5 · 40 − 4|, |3 + 0.5 · 60 − 5|
  expect([...prioritiesOf(values, steps, 2, 1, 0.5)]).toEqual([10, 18, 28]);
});

test('two steps; fewer where the block ends', () => {
  const steps = [step(1), step(2), step(3)];
  // |1 + 0.5 · 2 + 0.25 · 40 − 1|, |2 + 0.5 · 3 + 0.25 · 60 − 3|, |3 + 0.5 · 60 − 5|
  expect([...prioritiesOf(values, steps, 2, 2, 0.5)]).toEqual([11, 15.5, 28]);
});

test('nothing comes after a termination, and what came next still counts after a truncation', () => {
  const ends = [step(1, { terminated: true }), step(2, { truncated: true }), step(3)];
  // |1 − 1|, |2 + 0.5 · 40 − 3|, |3 + 0.5 · 60 − 5|
  expect([...prioritiesOf(values, ends, 2, 3, 0.5)]).toEqual([0, 19, 28]);
});

test('only actions that are allowed next are looked at', () => {
  const masked = [step(0, { nextActionMask: [1, 0] })];
  // |0 + 1 · 10 − 1|
  expect([...prioritiesOf(Float32Array.of(1, 2, 10, 20), masked, 2, 1, 1)]).toEqual([9]);
});

test('what is no number becomes 0: a replay buffer takes nothing else', () => {
  expect([...prioritiesOf(Float32Array.of(NaN, 1, 2, 3), [step(0)], 2, 1, 1)]).toEqual([0]);
  expect([...prioritiesOf(Float32Array.of(0, 0, Infinity, 0), [step(0)], 2, 1, 1)]).toEqual([0]);
});

test('as a slow sum over the rest of the episode', () => {
  const kind = fc.constantFrom('goes on', 'goes on', 'goes on', 'terminated', 'truncated');
  const one = fc.record({ reward: fc.integer({ min: -9, max: 9 }), action: fc.nat(2), kind });
  const all = fc.array(one, { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(all, fc.integer({ min: 1, max: 5 }), fc.infiniteStream(fc.nat(99)), (...given) => {
      const [chosen, steps, numbers] = given;
      const count = chosen.length;
      const q = Float32Array.from({ length: 2 * count * 3 }, () => numbers.next().value as number);
      const transitions = chosen.map(({ reward, action, kind }) =>
        step(reward, {
          action,
          terminated: kind === 'terminated',
          truncated: kind === 'truncated',
        }),
      );
      const expected = transitions.map(({ action }, first) => {
        const rest = transitions.slice(first, first + steps);
        const end = rest.findIndex((each) => each.terminated || each.truncated);
        const used = end < 0 ? rest : rest.slice(0, end + 1);
        const last = first + used.length - 1;
        const sum = used.reduce((total, each, k) => total + 0.5 ** k * each.reward, 0);
        const next = Math.max(...q.subarray((count + last) * 3, (count + last + 1) * 3));
        const later = used.at(-1)!.terminated ? 0 : 0.5 ** used.length * next;
        return Math.fround(Math.abs(sum + later - q[first * 3 + action]!));
      });
      expect([...prioritiesOf(q, transitions, 3, steps, 0.5)]).toEqual(expected);
    }),
  );
});

test('values come from the network, in one pass for what was seen and what came next', async () => {
  const environment = {
    observationSpace: new Box({ low: -9, high: 9, shape: [2] }),
    actionSpace: new Discrete(3),
  };
  const network = new QNetwork({ environment, network: mlp({ hidden: [4] }) });
  const [from, to] = [Float32Array.of(1, -1), Float32Array.of(2, 3)];
  const transitions = [step(1, { observation: from, action: 2, nextObservation: to })];
  const [here, there] = [network.qValues(from), network.qValues(to)];
  const expected = Math.abs(1 + 0.9 * Math.max(...there) - here[2]!);
  const found = await firstPriorities(network, transitions, { steps: 1, discount: 0.9 });
  network.dispose();
  expect(found).toHaveLength(1);
  expect(found[0]).toBeCloseTo(expected, 5);
});
