import { expect, test } from 'vitest';
import { DQNAgent } from '../../../src/agents/dqnAgent.ts';
import { UsageError } from '../../../src/errors.ts';
import { mlp } from '../../../src/networks/mlp.ts';
import { AsyncGymnasiumEnvironment } from '../../../src/node/gymnasium/asyncGymnasiumEnvironment.ts';
import { GymnasiumEnvironment } from '../../../src/node/gymnasium/gymnasiumEnvironment.ts';
import { evaluate } from '../../../src/training/evaluate.ts';
import { train } from '../../../src/training/train.ts';
import { describeWithPython, fixture, python } from '../../support/python.ts';
import { expectGone } from './leftovers.ts';

describeWithPython('AsyncGymnasiumEnvironment', () => {
  test('plays as the synchronous one does', async () => {
    const later = await AsyncGymnasiumEnvironment.create('CartPole-v1', { python });
    const now = await GymnasiumEnvironment.create('CartPole-v1', { python });
    expect(later.observationSpace).toEqual(now.observationSpace);
    for (const seed of [1, 2]) {
      expect(await later.reset({ seed })).toEqual(now.reset({ seed }));
      for (let step = 0; step < 8; step++) {
        expect(await later.step(step % 2)).toEqual(now.step(step % 2));
      }
    }
    now.close();
    await later.close();
  });

  test('takes images, and draws', async () => {
    const game = await AsyncGymnasiumEnvironment.create<Uint8Array>('ALE/Pong-v5', {
      python,
      render: true,
    });
    const first = await game.reset({ seed: 1 });
    expect(first.observation).toHaveLength(210 * 160 * 3);
    const { data, width, height } = await game.render!();
    expect([width, height, data.length]).toEqual([160, 210, 160 * 210 * 4]);
    expect(data[4]).toBe(first.observation[3]);
    await game.close();
  });

  test('can be trained in and evaluated in', async () => {
    const environment = await AsyncGymnasiumEnvironment.create('CartPole-v1', { python });
    const agent = new DQNAgent({ environment, network: mlp({ hidden: [8] }), seed: 1 });
    let steps = 0;
    for await (const event of train(agent, environment, { environmentSteps: 200, seed: 1 })) {
      steps = event.environmentSteps;
    }
    expect(steps).toBe(200);
    const { returns } = await evaluate(agent, environment, { episodes: 2, seed: 1 });
    expect(returns.every((one) => one > 0)).toBe(true);
    agent.dispose();
    await environment.close();
  });

  test('takes one call at a time', async () => {
    const environment = await AsyncGymnasiumEnvironment.create('CartPole-v1', { python });
    await environment.reset();
    const first = environment.step(0);
    await expect(environment.step(1)).rejects.toThrow(/another call is running/);
    expect((await first).reward).toBe(1);
    await environment.step(1);
    await environment.close();
  });

  test('rejects a call that is running when it is closed', async () => {
    const environment = await AsyncGymnasiumEnvironment.create('Trouble-v0', fixture());
    const { info } = await environment.reset();
    const hanging = environment.step(4);
    const rejected = expect(hanging).rejects.toThrow(UsageError);
    await environment.close();
    await rejected;
    await expectGone(info['pid']);
  });
});
