import { expect, test } from 'vitest';
import { EnvironmentError } from '../../../src/errors.ts';
import { GymnasiumEnvironment } from '../../../src/node/gymnasium/gymnasiumEnvironment.ts';
import type { GymnasiumOptions } from '../../../src/node/gymnasium/options.ts';
import { describeWithPython, fixture } from '../../support/python.ts';

const create = (kind: string, options: GymnasiumOptions = {}): Promise<GymnasiumEnvironment> =>
  GymnasiumEnvironment.create('Odd-v0', fixture({ options: { kind }, ...options }));

describeWithPython('odd environments', () => {
  test('a mask of more actions than a list may be long', async () => {
    const environment = await create('mask');
    const { info } = environment.reset();
    expect(info).toEqual({ actionMask: Uint8Array.from({ length: 2000 }, (_, n) => n % 2) });
    environment.close();
  });

  test('facts without end are left out of info, the others kept', async () => {
    const environment = await create('facts');
    environment.reset();
    const { info, reward } = environment.step(0);
    const { deep, ...rest } = info;
    expect([rest, reward]).toEqual([{ one: 1, precise: 0.5 }, 1]);
    expect(deep).toHaveProperty('deep.deep.deep');
    environment.close();
  });

  test.each([
    ['list', /step\(0\) of 'Odd-v0' failed: it returned as info list, not a dict/],
    ['message', /Python raised Unreadable: \(its message could not be read\)/],
  ])('a step with an odd %s', async (kind, message) => {
    const environment = await create(kind);
    environment.reset();
    expect(() => environment.step(0)).toThrow(EnvironmentError);
    environment.reset();
    expect(() => environment.step(0)).toThrow(message);
    environment.close();
  });

  test.each([
    ['empty', /render\(\) of 'Odd-v0' failed: .*an array of shape \(0, 2, 3\), not an RGB array/],
    ['float', /returned an array of float64, not of uint8/],
  ])('a picture that is %s', async (kind, message) => {
    const environment = await create(kind, { render: true });
    environment.reset();
    expect(() => environment.render!()).toThrow(message);
    environment.close();
  });

  test('a render mode that is no text', async () => {
    const environment = await create('render mode');
    expect(environment.render).toBeUndefined();
    environment.close();
  });

  test.each([
    ['no elements', /its observations are Box.* which have no elements/],
    [
      'many states',
      /its observations are Discrete.*, 1099511627776 in all, and .* 2147483648 apart/,
    ],
    ['many actions', /its actions are Discrete.*, 1099511627776 in all/],
    ['many choices', /its actions are MultiDiscrete.*, 1208925819614629174706176 in all/],
  ])('with %s', async (kind, message) => {
    const attempt = create(kind, { flattenActions: true });
    await expect(attempt).rejects.toThrow(EnvironmentError);
    await expect(attempt).rejects.toThrow(message);
  });
});
