import { DQNAgent, describeAgent, mlp } from 'deepq';
import { redisLearner, RemoteExperience, runActor } from 'deepq/distributed';
import { CartPole } from 'deepq/environments';
import { threadActors } from 'deepq/node';
import { tfjs } from 'deepq/tfjs';
import { webgpu } from 'deepq/webgpu';
import { expect, test } from 'vitest';
import { requireRunSpec } from '../../src/distributed/runSpec.ts';
import { connectionOf } from '../../src/distributed/redis/redisClient.ts';
import { BackendError, OptionsError, ValueError } from '../../src/errors.ts';

const nothing = async (): Promise<void> => undefined;

test('half a channel is refused before it is used', async () => {
  const agent = new DQNAgent({ environment: new CartPole(), network: mlp({ hidden: [4] }) });
  const half = { receive: nothing, publish: nothing };
  expect(() => new RemoteExperience({ agent, channel: half as never })).toThrow(OptionsError);
  agent.dispose();
  const channel = { join: nothing, send: nothing } as never;
  await expect(runActor({ channel, environment: new CartPole() })).rejects.toThrow(OptionsError);
});

test('an agent without its environment is refused before it is used', () => {
  const agent = new DQNAgent({ environment: new CartPole(), network: mlp({ hidden: [4] }) });
  for (const options of [undefined, {}, { environment: {} }]) {
    const odd = Object.create(agent, { options: { value: options } }) as DQNAgent;
    expect(() => new RemoteExperience({ agent: odd, channel: {} as never })).toThrow(
      'RemoteExperience agent needs an environment',
    );
  }
  agent.dispose();
});

test('an actor refuses a policy that is none', async () => {
  const channel = { join: async () => null, send: nothing, weights: () => null } as object;
  const whole = { ...channel, report: nothing, close: nothing } as never;
  const acting = runActor({ channel: whole, environment: new CartPole(), policy: {} as never });
  await expect(acting).rejects.toThrow(/policy must have the methods/);
});

test('a block cannot be longer than its format allows, whatever a learner says', () => {
  const agent = new DQNAgent({ environment: new CartPole(), network: mlp({ hidden: [4] }) });
  const spec = {
    ...{ format: 1, run: '0'.repeat(32), agent: describeAgent(agent), fingerprint: 1, about: {} },
    ...{ blockSteps: 65_536, fetchEverySteps: 1, exploration: 'apex', priorities: null },
  };
  agent.dispose();
  expect(requireRunSpec(spec)).toBe(spec);
  expect(() => requireRunSpec({ ...spec, blockSteps: 65_537 })).toThrow(ValueError);
});

test.each([
  { module: new URL('https://example.com/a.js') },
  { execArgv: 5 },
  { execArgv: ['--import', 5] },
])('threadActors refuses %o', (given) => {
  const options = { module: new URL('file:///actor.js'), actors: 1, ...given };
  expect(() => threadActors(options as never)).toThrow(OptionsError);
});

test('a client of Redis whose copies are none is refused', async () => {
  const client = { sendCommand: () => 5, duplicate: () => null as never };
  await expect(connectionOf(client).duplicate()).rejects.toThrow(OptionsError);
  await expect(connectionOf(client).send(['PING'])).resolves.toBe(5);
  expect(() => redisLearner({ client: {} as never, run: 'a' })).toThrow(OptionsError);
});

test('engines refuse what is no network and no adapter', async () => {
  expect(() => tfjs().create({} as never)).toThrow(OptionsError);
  const gpu = { requestAdapter: async () => ({}) };
  await expect(webgpu({ gpu })).rejects.toThrow(BackendError);
});
