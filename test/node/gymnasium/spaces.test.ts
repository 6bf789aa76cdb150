import { expect, test } from 'vitest';
import { EnvironmentError } from '../../../src/errors.ts';
import { GymnasiumEnvironment } from '../../../src/node/gymnasium/gymnasiumEnvironment.ts';
import type { GymnasiumOptions } from '../../../src/node/gymnasium/options.ts';
import { Box } from '../../../src/spaces/box.ts';
import { describeWithPython, fixture } from '../../support/python.ts';

type Choice = Readonly<Record<string, string>>;

const create = (options: Choice, more: GymnasiumOptions = {}): Promise<GymnasiumEnvironment> =>
  GymnasiumEnvironment.create('Spaces-v0', fixture({ options, ...more }));

describeWithPython('observations', () => {
  async function look(observation: string): Promise<readonly [space: unknown, seen: unknown]> {
    const environment = await create({ observation });
    const first = environment.reset().observation;
    expect(environment.step(0).observation).toEqual(first);
    environment.close();
    return [environment.observationSpace, first];
  }

  test('of a Discrete count from 0', async () => {
    const [space, seen] = await look('discrete');
    expect(space).toMatchObject({ kind: 'discrete', n: 5 });
    expect(seen).toBe(0);
  });

  test('of float64 become float32, with infinite bounds', async () => {
    const [space, seen] = await look('box64');
    expect(space).toMatchObject({ dtype: 'float32', shape: [2, 2] });
    const { low, high } = space as Box;
    expect([...low]).toEqual([-Infinity, 0, -Infinity, -1]);
    expect([...high]).toEqual([Infinity, 1, Infinity, 1]);
    expect(seen).toEqual(Float32Array.of(Infinity, 1, Infinity, 1));
  });

  test('of int16 become float32', async () => {
    const [space, seen] = await look('int');
    expect(space).toEqual(new Box({ low: -3, high: 7, shape: [2] }));
    expect(seen).toEqual(Float32Array.of(7, 7));
  });

  test('of bytes stay bytes', async () => {
    const [space, seen] = await look('bytes');
    expect(space).toEqual(new Box({ low: 0, high: 200, shape: [2, 3], dtype: 'uint8' }));
    expect(seen).toEqual(new Uint8Array(6).fill(200));
  });

  test.each(['dict', 'tuple', 'multi', 'text'])('of a %s are refused', async (observation) => {
    const attempt = create({ observation });
    await expect(attempt).rejects.toThrow(EnvironmentError);
    await expect(attempt).rejects.toThrow(
      /cannot work with this environment: its observations are .*wrappers: \[\{ name: 'FlattenObservation' \}\]/,
    );
  });

  test.each([
    ['dict', 5],
    ['tuple', 5],
    ['multi', 5],
  ])('of a %s can be flattened in Python', async (observation, size) => {
    const environment = await create(
      { observation },
      { wrappers: [{ name: 'FlattenObservation' }] },
    );
    expect(environment.observationSpace).toMatchObject({ kind: 'box', shape: [size] });
    expect(environment.reset({ seed: 1 }).observation).toHaveLength(size);
    environment.close();
  });
});

describeWithPython('wrappers in Python', () => {
  test('take options, the innermost first, and may come from elsewhere', async () => {
    const environment = await create(
      { observation: 'bytes' },
      {
        wrappers: [
          { name: 'bridge_environments:Shift', options: { by: 4 } },
          { name: 'TimeLimit', options: { max_episode_steps: 2 } },
          { name: 'FrameStackObservation', options: { stack_size: 3 } },
        ],
      },
    );
    expect(environment.observationSpace.shape).toEqual([3, 2, 3]);
    environment.reset();
    expect(environment.step(0)).toMatchObject({ reward: 5, truncated: false });
    expect(environment.step(0)).toMatchObject({ reward: 5, terminated: false, truncated: true });
    environment.close();
  });
});

describeWithPython('actions', () => {
  async function taken(action: string, options?: GymnasiumOptions): Promise<unknown[]> {
    const environment = await create({ action }, options);
    environment.reset();
    const all = Array.from(
      { length: environment.actionSpace.n },
      (_, number) => environment.step(number).info['action'],
    );
    environment.close();
    return all;
  }

  test('of a Discrete count from 0', async () => {
    expect(await taken('discrete')).toEqual([0, 1, 2]);
    expect(await taken('start')).toEqual([10, 11, 12]);
  });

  test('of several choices are combined, the last one fastest', async () => {
    const expected = [0, 1].flatMap((a) =>
      [0, 1, 2].flatMap((b) => [0, 1, 2, 3].map((c) => [a, b, c])),
    );
    expect(await taken('multi', { flattenActions: true })).toEqual(expected);
    const shifted = [
      [5, -1],
      [5, 0],
      [6, -1],
      [6, 0],
    ];
    expect(await taken('multi-start', { flattenActions: true })).toEqual(shifted);
    const bits = await taken('binary', { flattenActions: true });
    expect(bits).toHaveLength(8);
    expect(bits[6]).toEqual([1, 1, 0]);
  });

  test('of several choices are refused unless that is asked for', async () => {
    await expect(create({ action: 'multi' })).rejects.toThrow(
      /several choices at a time\. With flattenActions: true .* 24 in all/,
    );
  });

  test('that are numbers without end are refused', async () => {
    await expect(create({ action: 'box' })).rejects.toThrow(
      /its actions are Box.*DiscretizeAction/,
    );
  });
});

describeWithPython('info', () => {
  test('holds what is small and plain, and the mask as deepq wants it', async () => {
    const environment = await create({ action: 'discrete' });
    expect(environment.reset().info).toEqual({});
    expect(environment.step(2).info).toEqual({
      action: 2,
      kind: 'int',
      number: 0.5,
      flag: true,
      text: 'ä€𝄞',
      list: [0, 1, 2],
      nested: { r: 2.5 },
      actionMask: Uint8Array.of(1, 0, 1),
    });
    environment.close();
  });

  test('has the mask however long it is', async () => {
    const environment = await create({ action: 'many' });
    environment.reset();
    const expected = Uint8Array.from({ length: 1500 }, (_, action) => (action + 1) % 2);
    expect(environment.step(0).info.actionMask).toEqual(expected);
    environment.close();
  });

  test('is left out if it is not wanted', async () => {
    const environment = await create({}, { info: false });
    environment.reset();
    expect(environment.step(0).info).toEqual({});
    environment.close();
  });
});
