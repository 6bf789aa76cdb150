import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { OptionsError } from '../../../src/errors.ts';
import { AsyncGymnasiumEnvironment } from '../../../src/node/gymnasium/asyncGymnasiumEnvironment.ts';
import { openFifos } from '../../../src/node/gymnasium/fifos.ts';
import { GymnasiumEnvironment } from '../../../src/node/gymnasium/gymnasiumEnvironment.ts';
import { resolveGymnasiumOptions } from '../../../src/node/gymnasium/options.ts';

const resolve = (
  options: object,
  id: unknown = 'CartPole-v1',
): ReturnType<typeof resolveGymnasiumOptions> =>
  resolveGymnasiumOptions('create', id as string, options);

describe('what is refused', () => {
  const circle: Record<string, unknown> = {};
  circle['inside'] = [circle];
  test.each<[object, RegExp]>([
    [{ pyhton: 'python3' }, /did you mean 'python'\?/],
    [{ kwargs: {} }, /write options/],
    [{ python: '' }, /python must be a string such as 'python3'; received ''/],
    [{ options: [] }, /options must be an object/],
    [
      { options: { a: { b: [1, NaN] } } },
      /options\.a\.b\[1\] must be something that JSON can hold/,
    ],
    [{ options: { a: new Map() } }, /options\.a must be .*received an object/],
    [{ options: { a: () => 1 } }, /received a function/],
    [{ options: circle }, /options\.inside\[0\]/],
    [{ imports: 'ale_py' }, /imports must be an array/],
    [{ imports: [1] }, /imports\[0\] must be a string/],
    [{ wrappers: [{ title: 'x' }] }, /wrappers\[0\] has no option 'title'/],
    [{ wrappers: [{}] }, /wrappers\[0\]\.name must be a string/],
    [{ wrappers: [{ name: 'x', options: 3 }] }, /wrappers\[0\]\.options must be an object/],
    [{ flattenActions: 1 }, /flattenActions must be true or false/],
    [{ render: true, options: { render_mode: 'human' } }, /render_mode 'rgb_array'.*'human'/],
    [{ output: 'hide' }, /output must be 'keep' or 'show'/],
    [{ variables: { A: 1 } }, /variables\.A must be a string/],
    [{ startTimeout: 1 }, /startTimeout must be a whole number from 100/],
    [{ stepTimeout: Infinity }, /stepTimeout must be a whole number/],
  ])('%j', (options, message) => {
    expect(() => resolve(options)).toThrow(OptionsError);
    expect(() => resolve(options)).toThrow(message);
  });

  test('an id that is none', () => {
    for (const id of ['', 3, null, 'a\0b']) expect(() => resolve({}, id)).toThrow(/id must be/);
  });

  test('rejects, and does not throw', async () => {
    for (const Kind of [GymnasiumEnvironment, AsyncGymnasiumEnvironment]) {
      await expect(Kind.create('CartPole-v1', { pyton: 1 } as never)).rejects.toThrow(OptionsError);
      await expect(Kind.create('CartPole-v1', null as never)).rejects.toThrow(OptionsError);
    }
  });
});

test('what is left out has a default', () => {
  vi.stubEnv('DEEPQ_PYTHON', undefined);
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(resolve({})).toEqual({
    id: 'CartPole-v1',
    pythons: ['python3', 'python'],
    options: {},
    imports: [],
    wrappers: [],
    flattenActions: false,
    render: false,
    info: true,
    output: 'keep',
    variables: {},
    startTimeout: 120_000,
    stepTimeout: 60_000,
  });
  expect(resolve({ render: true }).options).toEqual({ render_mode: 'rgb_array' });
});

test('the interpreter is that of the option, else of the variable', () => {
  vi.stubEnv('DEEPQ_PYTHON', '/a/python');
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(resolve({}).pythons).toEqual(['/a/python']);
  expect(resolve({ python: 'python3.12' }).pythons).toEqual(['python3.12']);
});

test('where there are no named pipes, the error names what needs none', async () => {
  const platform = vi.spyOn(process, 'platform', 'get').mockReturnValue('win32');
  onTestFinished(() => {
    platform.mockRestore();
  });
  await expect(openFifos('create')).rejects.toThrow(/AsyncGymnasiumEnvironment\.create/);
});
