import { expect, test } from 'vitest';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import { resolveOptions } from '../../src/agents/resolveAgentOptions.ts';
import { OptionsError } from '../../src/errors.ts';
import { cnn } from '../../src/networks/cnn.ts';
import { embedding } from '../../src/networks/embedding.ts';
import { dense } from '../../src/networks/layers/dense.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { network } from '../../src/networks/network.ts';
import type { NetworkSpec } from '../../src/networks/spec.ts';
import { boltzmann } from '../../src/policies/boltzmann.ts';
import { QNetwork } from '../../src/qnetwork/qNetwork.ts';
import { sideProbe } from '../support/probes.ts';

const environment = sideProbe();

test.each<[string, NetworkSpec, string]>([
  ['mlp', mlp({ hidden: [8] }), 'epsilonGreedy'],
  ['noisy mlp', mlp({ hidden: [8], noisy: {} }), 'greedy'],
  ['noisy streams', mlp({ hidden: [8], dueling: [4], noisy: {} }), 'greedy'],
  ['noisy last layer', mlp({ hidden: [8], output: { noisy: {} } }), 'greedy'],
  ['one noisy layer', network({ layers: [dense({ units: 8, noisy: {} })] }), 'greedy'],
  ['noisy embedding', embedding({ size: 4, hidden: [8], noisy: {} }), 'greedy'],
  ['embedding', embedding({ size: 4, hidden: [8] }), 'epsilonGreedy'],
  [
    'noisy cnn',
    cnn({ convolutions: [{ filters: 2, kernelSize: 2, stride: 1 }], hidden: [4], noisy: {} }),
    'greedy',
  ],
])('the noise of a network explores in place of ε: %s', (_, spec, kind) => {
  expect(resolveOptions({ environment, network: spec }).policy.kind).toBe(kind);
});

test('a ready network says itself whether it is noisy', () => {
  for (const [noise, kind] of [
    [{ noisy: {} }, 'greedy'],
    [{}, 'epsilonGreedy'],
  ] as const) {
    const ready = new QNetwork({ environment, network: mlp({ hidden: [8], ...noise }) });
    const agent = new DQNAgent({ environment, network: ready });
    expect(agent.options.policy.kind).toBe(kind);
    agent.dispose();
  }
});

test('a policy that was given stays', () => {
  const policy = boltzmann({ temperature: 1 });
  const spec = mlp({ hidden: [8], noisy: {} });
  expect(resolveOptions({ environment, network: spec, policy }).policy).toBe(policy);
});

test.each([['text'], [7], [{}], [{ layers: 3 }], [{ layers: [null] }], [() => 0]])(
  'a network that is none is refused as before: %o',
  (given) => {
    const options = { environment, network: given as never };
    expect(() => new DQNAgent(options)).toThrow(OptionsError);
  },
);
