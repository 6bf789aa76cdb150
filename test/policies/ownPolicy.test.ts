import { expect, test } from 'vitest';
import { describeAgent } from '../../src/agents/describeAgent.ts';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import { OptionsError, ValueError } from '../../src/errors.ts';
import type { Policy } from '../../src/policies/policy.ts';
import { Discrete } from '../../src/spaces/discrete.ts';

const environment = { observationSpace: new Discrete(3), actionSpace: new Discrete(2) };
const good: Policy = {
  select: () => 0,
  probabilities: () => Float32Array.of(1, 0),
  exploration: () => null,
};
const agentWith = (changes: object): DQNAgent =>
  new DQNAgent({ environment, beforeLearning: 'policy', policy: { ...good, ...changes } });

test.each<[string, object]>([
  ['select', { select: undefined }],
  ['exploration', { exploration: undefined }],
  ['select, exploration', { select: 3, exploration: null }],
  ['acceptsMemory', { acceptsMemory: 'x' }],
])('a policy without a proper %s is refused', (names, changes) => {
  expect(() => agentWith(changes)).toThrow(OptionsError);
  expect(() => agentWith(changes)).toThrow(`received an object without a proper ${names}.`);
});

test('kind and options of a class of somebody else may be anything, and are not kept', () => {
  for (const changes of [{ kind: 7 }, { kind: 'own', options: 'x' }, { options: null }]) {
    const agent = agentWith(changes);
    expect(describeAgent(agent)).toMatchObject({ policy: null });
    agent.dispose();
  }
});

test.each<[string, unknown, RegExp]>([
  ['a number', 0.5, /or null; received 0\.5\./],
  ['nothing', undefined, /received undefined\./],
  ['NaN', { name: 'epsilon', value: NaN }, /received name 'epsilon' and value NaN\./],
  ['a text', { name: 'epsilon', value: '0.1' }, /value '0\.1'\./],
  ['no name', { value: 0.1 }, /received name undefined and value 0\.1\./],
  ['a promise', Promise.resolve(null), /received a promise \(await it\)\./],
])('exploration that is %s is refused', (_, found, message) => {
  const agent = agentWith({ exploration: () => found });
  expect(() => agent.exploration).toThrow(ValueError);
  expect(() => agent.exploration).toThrow(message);
  agent.dispose();
});

test.each<[string, ArrayLike<number | boolean>]>([
  ['numbers', Uint8Array.of(0, 1)],
  ['truth values', [false, true]],
])('an action that a mask of %s leaves out is refused', (_, actionMask) => {
  const agent = agentWith({});
  const act = (): number => agent.act(1, { actionMask });
  agent.act(1);
  expect(act).toThrow(ValueError);
  expect(act).toThrow(
    'The policy must pick an action that the mask allows, here 1; it picked 0. ' +
      'Mend select(values, context) of the policy: context.actionMask says what is allowed.',
  );
  agent.dispose();
});

test('an exploration is handed on', () => {
  const found = { name: 'temperature', value: 2 };
  const agent = agentWith({ exploration: () => found });
  expect(agent.exploration).toBe(found);
  agent.dispose();
});
