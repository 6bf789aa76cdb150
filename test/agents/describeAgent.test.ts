import { expect, test } from 'vitest';
import { describeAgent, DQNAgent, mlp, OptionsError, ShapeError } from '../../src/index.ts';
import { makeEnvironment } from '../../src/environments.ts';
import { openRun } from '../../src/node.ts';

const environment = makeEnvironment('CartPole-v1');

test('what only looks like an agent is refused', async () => {
  const agent = new DQNAgent({ environment, network: mlp({ hidden: [4] }) });
  const { options, network } = agent;
  expect(describeAgent({ options, network })).toEqual(describeAgent(agent));
  for (const wrong of [
    null,
    {},
    { options, network: {} },
    { options: {}, network },
    { options: { ...options, replay: 256 }, network },
    { options: { ...options, policy: undefined }, network },
    { options: { ...options, environment: { observationSpace: {} } }, network },
    { options, network: Object.create(network, { optimizer: { value: undefined } }) as never },
  ]) {
    expect(() => describeAgent(wrong as never)).toThrow(OptionsError);
  }
  const derived = Object.assign(Object.create(agent) as DQNAgent, { learn: 5 as never });
  const run = { agent: derived, environment, environmentSteps: 5 };
  await expect(openRun('output/tests/never-made', run)).rejects.toThrow(
    /methods act, observe and learn/,
  );
  const unsaved = Object.assign(Object.create(agent) as DQNAgent, { save: 5 as never });
  await expect(openRun('output/tests/never-made', { ...run, agent: unsaved })).rejects.toThrow(
    'openRun agent must be a DQNAgent',
  );
  agent.dispose();
});

test('a batch whose size is no number is told', () => {
  const agent = new DQNAgent({ environment, network: mlp({ hidden: [4] }) });
  const batch = { size: Symbol('many'), observations: new Float32Array(4) };
  expect(() => agent.network.update(batch as never)).toThrow(ShapeError);
  agent.dispose();
});
