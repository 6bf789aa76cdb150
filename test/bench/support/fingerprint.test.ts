import { expect, test } from 'vitest';
import { fingerprint } from '../../../bench/support/fingerprint.ts';
import { c51Head } from '../../../src/heads/c51Head.ts';
import type { Head } from '../../../src/heads/head.ts';
import { mlp } from '../../../src/networks/mlp.ts';
import { adam } from '../../../src/optimizers/optimizer.ts';
import { epsilonGreedy } from '../../../src/policies/epsilonGreedy.ts';
import type { Preset } from '../../../src/presets/presets.ts';
import { linear } from '../../../src/schedules/linear.ts';

interface Change {
  readonly to?: number;
  readonly epsilon?: number;
  readonly units?: number;
  readonly nStep?: number;
}

function make({ to = 1e-5, epsilon = 0.1, units = 8, nStep = 1 }: Change = {}): Preset {
  return {
    environmentSteps: 1_000,
    training: (environment) => environment,
    evaluation: (environment) => environment,
    agent: {
      network: mlp({ hidden: [units] }),
      optimizer: adam({ learningRate: linear({ from: 1e-3, to, over: 25_000 }) }),
      policy: epsilonGreedy({ epsilon: linear({ from: 1, to: epsilon, over: 8_000 }) }),
      nStep,
    },
  };
}

test('the same settings, made twice, are the same', () => {
  expect(fingerprint(make())).toBe(fingerprint(make()));
  expect(fingerprint(make())).toMatch(/^[0-9a-f]{8}$/);
});

test('any change is seen, in schedules and wrappers too', () => {
  const others = [
    make({ to: 1e-6 }),
    make({ epsilon: 0.05 }),
    make({ units: 16 }),
    make({ nStep: 3 }),
    { ...make(), training: () => ({}) as never },
  ];
  const words = [make(), ...others].map(fingerprint);
  expect(new Set(words).size).toBe(words.length);
});

test('a head of the library counts by its options, whatever its code looks like', () => {
  const made = make();
  const withHead = (head: Head): string => fingerprint({ ...made, agent: { ...made.agent, head } });
  const head = c51Head({ min: -1, max: 0 });
  // The same, written in other words.
  const evaluate: Head['evaluate'] = (input, result) => head.evaluate(input, result);
  expect(withHead({ ...head, evaluate })).toBe(withHead(head));
  expect(withHead(c51Head({ min: -2, max: 0 }))).not.toBe(withHead(head));
  expect(withHead(c51Head({ min: -1, max: 0, double: false }))).not.toBe(withHead(head));
});
