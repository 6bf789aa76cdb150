import { expect, test, vi } from 'vitest';
import type { State } from '../../../src/state/state.ts';
import { CartPole } from '../../../src/environments/cartPole/cartPole.ts';
import { checkEnvironment } from '../../../src/conformance/checkEnvironment.ts';
import { makeEnvironment } from '../../../src/environments/makeEnvironment.ts';
import { EnvironmentError, UsageError } from '../../../src/errors.ts';
import { GymnasiumEnvironment } from '../../../src/node/gymnasium/gymnasiumEnvironment.ts';
import { ActionRepeat } from '../../../src/wrappers/actionRepeat.ts';
import { TimeLimit } from '../../../src/wrappers/timeLimit.ts';
import { VectorEnvironment } from '../../../src/vector/vectorEnvironment.ts';
import { describeWithPython, fixture, python } from '../../support/python.ts';
import { countDescriptors, expectGone } from './leftovers.ts';

describeWithPython('environments of Gymnasium', () => {
  test.each([
    ['CartPole-v1', {}, 300],
    ['Taxi-v4', {}, 300],
    ['ALE/Breakout-v5', { obs_type: 'ram' }, 100],
    ['ALE/Assault-v5', {}, 15],
  ])('keep the rules: %s', async (id, options, steps) => {
    const environment = await GymnasiumEnvironment.create(id, { python, options });
    checkEnvironment(environment, { steps });
    environment.close();
  });

  test('tell what they are', async () => {
    const ram = await GymnasiumEnvironment.create('ALE/Breakout-v5', {
      python,
      options: { obs_type: 'ram' },
    });
    expect(ram.id).toBe('ALE/Breakout-v5');
    expect(ram.python).toBe(python);
    expect(ram.observationSpace).toMatchObject({ dtype: 'uint8', shape: [128] });
    expect(ram.actionSpace.n).toBe(4);
    const { observation, info } = ram.reset({ seed: 1 });
    expect(observation).toBeInstanceOf(Uint8Array);
    expect(info).toMatchObject({ lives: 5, episode_frame_number: 0 });
    expect(ram.step(1).info).toMatchObject({ lives: 5, episode_frame_number: 4 });
    ram.close();
  });

  test('of every generation of Atari ids mean what they did', async () => {
    const ram = { obs_type: 'ram' };
    for (const [id, options] of [
      ['Breakout-v0', ram],
      ['ALE/Breakout-v5', { ...ram, frameskip: [2, 5] }],
    ] as const) {
      const game = await GymnasiumEnvironment.create(id, { python, options });
      game.reset({ seed: 1 });
      let before = 0;
      const skipped = new Set<number>();
      for (let step = 0; step < 40; step++) {
        const frame = game.step(0).info['episode_frame_number'] as number;
        skipped.add(frame - before);
        before = frame;
      }
      expect([...skipped].sort()).toEqual([2, 3, 4]);
      game.close();
    }
  });

  test('Taxi reports its mask', async () => {
    const taxi = await GymnasiumEnvironment.create('Taxi-v4', { python });
    const { observation, info } = taxi.reset({ seed: 3 });
    expect(observation).toBeTypeOf('number');
    const own = makeEnvironment('Taxi-v4');
    expect(own.observationSpace).toEqual(taxi.observationSpace);
    expect(info.actionMask).toBeInstanceOf(Uint8Array);
    taxi.close();
  });

  test("a CartPole goes as the library's own, from the same state", async () => {
    const theirs = await GymnasiumEnvironment.create<Float32Array>('CartPole-v1', { python });
    const own = new CartPole();
    const [position, velocity, angle, angularVelocity] = theirs.reset({ seed: 1 }).observation;
    own.reset();
    // Only float32 of Gymnasium's start is known: the two drift apart a little.
    own.setState({ ...own.getState(), position, velocity, angle, angularVelocity } as State);
    for (let step = 0; ; step++) {
      const action = step % 3 === 0 ? 0 : 1;
      const [a, b] = [theirs.step(action), own.step(action)];
      expect([b.reward, b.terminated, b.truncated]).toEqual([a.reward, a.terminated, a.truncated]);
      a.observation.forEach((value, index) => expect(b.observation[index]).toBeCloseTo(value, 4));
      if (a.terminated) break;
    }
    theirs.close();
  });

  test('draw what they look like, if asked to', async () => {
    const options = { obs_type: 'ram' };
    const blind = await GymnasiumEnvironment.create('ALE/Pong-v5', { python, options });
    expect(blind.render).toBeUndefined();
    blind.close();
    const game = await GymnasiumEnvironment.create('ALE/Pong-v5', { python, render: true });
    expect(() => game.render!()).toThrow(UsageError);
    const { observation } = game.reset({ seed: 1 });
    const picture = game.render!();
    expect([picture.width, picture.height]).toEqual([160, 210]);
    // Three bytes of each pixel are those of the observation, the fourth is opaque.
    const expected = new Uint8ClampedArray(160 * 210 * 4).fill(255);
    (observation as Uint8Array).forEach((value, index) => {
      expected[Math.floor(index / 3) * 4 + (index % 3)] = value;
    });
    expect(picture.data).toEqual(expected);
    game.step(1);
    game.close();
    expect(() => game.render!()).toThrow(UsageError);
  });

  test('go into wrappers, which close them', async () => {
    const inner = await GymnasiumEnvironment.create('Trouble-v0', fixture());
    const environment = new ActionRepeat(new TimeLimit(inner, { maxEpisodeSteps: 5 }), {
      repeat: 3,
    });
    const { pid } = environment.reset().info;
    expect(environment.step(0).reward).toBe(3);
    expect(environment.step(0)).toMatchObject({ reward: 2, truncated: true });
    environment.close();
    await expectGone(pid);
  });

  test('leave no file descriptor open', async () => {
    const make = async (): Promise<void> => {
      const one = await GymnasiumEnvironment.create('CartPole-v1', { python });
      one.reset();
      one.close();
    };
    await make();
    const before = countDescriptors();
    for (let time = 0; time < 3; time++) await make();
    await vi.waitFor(() => {
      expect(countDescriptors()).toBeLessThanOrEqual(before);
    }, 20_000);
  });
});

describeWithPython('a step in two parts', () => {
  test('is the same as a step in one', async () => {
    const [whole, parts] = await Promise.all(
      [0, 1].map(() => GymnasiumEnvironment.create('CartPole-v1', { python })),
    );
    whole!.reset({ seed: 5 });
    parts!.reset({ seed: 5 });
    for (let step = 0; step < 8; step++) {
      parts!.startStep(step % 2);
      expect(parts!.finishStep()).toEqual(whole!.step(step % 2));
    }
    expect(() => parts!.finishStep()).toThrow(/needs a step to finish/);
    parts!.startStep(0);
    expect(() => {
      parts!.startStep(1);
    }).toThrow(/started and not finished/);
    expect(() => parts!.step(1)).toThrow(UsageError);
    expect(parts!.finishStep()).toEqual(whole!.step(0));
    // One that is left is dropped by a reset, and by close.
    parts!.startStep(1);
    expect(parts!.reset({ seed: 6 })).toEqual(whole!.reset({ seed: 6 }));
    expect(parts!.step(1)).toEqual(whole!.step(1));
    parts!.startStep(1);
    for (const one of [whole!, parts!]) one.close();
  });

  test('is taken at the same time by all copies of a group, wrapped or not', async () => {
    const copies = await Promise.all(
      Array.from({ length: 4 }, () =>
        GymnasiumEnvironment.create('Trouble-v0', fixture({ options: { seconds: 0.3 } })),
      ),
    );
    for (const wrap of [
      (one: GymnasiumEnvironment) => one,
      (one: GymnasiumEnvironment) => new TimeLimit(one, { maxEpisodeSteps: 10 }),
    ]) {
      const group = new VectorEnvironment(4, (index) => wrap(copies[index]!));
      group.reset();
      const time = (): number => {
        const started = performance.now();
        group.step([0, 0, 0, 0]);
        return performance.now() - started;
      };
      // Another program may hold up one step of them, but hardly each.
      const times = [time(), time(), time()];
      expect(Math.min(...times)).toBeGreaterThan(290);
      // One after the other they take 1,200.
      expect(Math.min(...times)).toBeLessThan(900);
    }
    for (const one of copies) one.close();
  });

  test('an error in one copy of a group leaves the others in order', async () => {
    const copies = await Promise.all(
      Array.from({ length: 3 }, () => GymnasiumEnvironment.create('Trouble-v0', fixture())),
    );
    const group = new VectorEnvironment(3, (index) => copies[index]!);
    const pids = group.reset().map(({ info }) => info['pid']);
    expect(new Set(pids).size).toBe(3);
    expect(() => group.step([0, 1, 10])).toThrow(EnvironmentError);
    expect(() => group.step([0, 0, 0])).toThrow(UsageError);
    expect(group.reset().map(({ info }) => info['pid'])).toEqual(pids);
    const results = group.step([10, 0, 0]);
    expect(results.map(({ terminated, reward }) => [terminated, reward])).toEqual([
      [true, 0.5],
      [false, 1],
      [false, 1],
    ]);
    expect(results[0]!.finalObservation).not.toBeNull();
    // One that dies leaves the others in order as well.
    expect(() => group.step([2, 0, 0])).toThrow(/about to leave/);
    expect(copies[1]!.step(0).info['pid']).toBe(pids[1]);
    group.close();
    for (const pid of pids) await expectGone(pid);
  });
});
