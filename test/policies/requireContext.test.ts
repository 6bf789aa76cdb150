import { describe, expect, test } from 'vitest';
import { ValueError } from '../../src/errors.ts';
import { boltzmann, createRandom, epsilonGreedy, epsilonZGreedy, greedy } from '../../src/index.ts';

const random = createRandom(1);
const values = Float32Array.of(1, 2);
const good = { random, environmentSteps: 1, actions: 2 };

describe.each([
  ['greedy', greedy()],
  ['epsilonGreedy', epsilonGreedy({ epsilon: 0.5 })],
  ['epsilonZGreedy', epsilonZGreedy({ epsilon: 0.5 })],
  ['boltzmann', boltzmann({ temperature: 1 })],
])('%s', (_, policy) => {
  test.each([undefined, null, 5, {}, { ...good, actions: '2' }, { ...good, actionMask: null }])(
    'refuses the context %#',
    (context) => {
      expect(() => policy.select(values, context as never)).toThrow(ValueError);
      expect(() => policy.probabilities(values, context as never)).toThrow(ValueError);
    },
  );

  test('refuses a context without a random stream, but for probabilities', () => {
    const context = { ...good, random: Math };
    expect(() => policy.select(values, context as never)).toThrow('such as createRandom(1)');
    expect(() => policy.probabilities(values, context as never)).not.toThrow();
  });

  test.each([undefined, null, 5, [1, 2], () => undefined])('refuses the values %#', (given) => {
    expect(() => greedy().select(given as never, good)).toThrow('needs action values');
  });
});

test.each([
  epsilonGreedy({ epsilon: 0.5 }),
  epsilonZGreedy({ epsilon: 0.5 }),
  boltzmann({ temperature: 1 }),
])('a schedule needs the steps so far: %#', (policy) => {
  expect(() => policy.select(values, { random, actions: 2 } as never)).toThrow('environmentSteps');
});

test.each([undefined, null, 5, {}, [0, 0]])('%j is no memory of a policy', (memory) => {
  const policy = epsilonZGreedy({ epsilon: 0.5 });
  expect(policy.acceptsMemory?.(memory as never, 2)).toBe(false);
});
