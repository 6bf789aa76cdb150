import { expect, test } from 'vitest';
import { fingerprint } from '../../../bench/support/fingerprint.ts';
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
