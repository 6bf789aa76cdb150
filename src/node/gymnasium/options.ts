import { OptionsError } from '../../errors.ts';
import {
  rejectUnknownOptions,
  requireBoolean,
  requireChoice,
  requireInteger,
  show,
} from '../../validation/options.ts';
import { requireJson } from './requireJson.ts';

/**
 * A wrapper that Python puts around an environment.
 *
 * @category Environments
 */
export interface GymnasiumWrapper {
  /**
   * A class of `gymnasium.wrappers`, such as `'FlattenObservation'`; or
   * `'module:Name'`, for any other.
   */
  readonly name: string;
  /**
   * Its keyword arguments, by their Python names: what JSON can hold. Arrays
   * become tuples.
   *
   * @default {}
   */
  readonly options?: Readonly<Record<string, unknown>>;
}

/**
 * What {@link GymnasiumEnvironment} and {@link AsyncGymnasiumEnvironment} are
 * made with.
 *
 * @category Environments
 */
export interface GymnasiumOptions {
  /**
   * The interpreter that has the package gymnasium: a path, or a name to look
   * up in `PATH`.
   *
   * @default the environment variable `DEEPQ_PYTHON`, else `'python3'`, else
   *   `'python'`
   */
  readonly python?: string;
  /**
   * Keyword arguments of `gymnasium.make`, by their Python names: what JSON can
   * hold. Arrays become tuples.
   *
   * @default {}
   */
  readonly options?: Readonly<Record<string, unknown>>;
  /**
   * Modules to import first, such as those that register the id. `ale_py` is
   * imported and registered by itself. The working directory is searched too, after all other
   * folders.
   *
   * @default []
   */
  readonly imports?: readonly string[];
  /**
   * Wrappers that Python puts around the environment, the innermost first.
   *
   * @default []
   */
  readonly wrappers?: readonly GymnasiumWrapper[];
  /**
   * Makes each combination of several choices (`MultiDiscrete`, `MultiBinary`)
   * one action. Combinations count as digits do, the last choice fastest: of
   * `MultiDiscrete([2, 3])`, action 4 is `[1, 1]`.
   *
   * @default false
   */
  readonly flattenActions?: boolean;
  /**
   * Whether the environment can draw: it is made with
   * `render_mode='rgb_array'`, and has `render`.
   *
   * @default false
   */
  readonly render?: boolean;
  /**
   * Whether results hold the environment's `info`. Without it, long ones (and
   * action masks) cost nothing.
   *
   * @default true
   */
  readonly info?: boolean;
  /**
   * What becomes of all that Python prints. `'keep'`: the last of it appears in
   * errors. `'show'`: it goes to the standard error of this process.
   *
   * @default 'keep'
   */
  readonly output?: 'keep' | 'show';
  /**
   * Added to the environment variables of the Python process, such as
   * `{ PYTHONPATH: 'environments' }`.
   *
   * @default {}
   */
  readonly variables?: Readonly<Record<string, string>>;
  /**
   * Milliseconds that Python has to start and to make the environment.
   *
   * @default 120_000
   */
  readonly startTimeout?: number;
  /**
   * Milliseconds that one step, reset or picture may take, before the process
   * is killed: a whole number of at least 100.
   *
   * @default 60_000
   */
  readonly stepTimeout?: number;
}

/** {@link GymnasiumOptions} with nothing left out. */
export interface ResolvedGymnasiumOptions extends Required<Omit<GymnasiumOptions, 'python'>> {
  readonly id: string;
  /** Interpreters to try, in order. */
  readonly pythons: readonly string[];
  readonly wrappers: readonly Required<GymnasiumWrapper>[];
}

const NAMES: readonly (keyof GymnasiumOptions)[] = [
  ...(['python', 'options', 'imports', 'wrappers', 'flattenActions', 'render', 'info'] as const),
  ...(['output', 'variables', 'startTimeout', 'stepTimeout'] as const),
];

const HINTS = {
  env: 'variables',
  kwargs: 'options',
  timeout: 'stepTimeout',
  renderMode: 'render: true, for environment.render() and RecordVideo',
  maxEpisodeSteps: 'options: { max_episode_steps }',
};

/** Longest delay of a timer. */
const MAX_TIMEOUT = 2 ** 31 - 1;

/**
 * Checks options, and fills in what was left out.
 *
 * @param where - Such as `GymnasiumEnvironment.create`, for messages.
 * @throws {OptionsError} If an option is unknown or makes no sense.
 */
export function resolveGymnasiumOptions(
  where: string,
  id: string,
  options: GymnasiumOptions,
): ResolvedGymnasiumOptions {
  requireText(`${where}: id`, id, "'CartPole-v1'");
  rejectUnknownOptions(where, options, NAMES, HINTS);
  const render = requireBoolean(`${where}: render`, options.render ?? false);
  const make = requireJson(`${where}: options`, options.options ?? {});
  const mode = make['render_mode'];
  if (render && mode !== undefined && mode !== 'rgb_array') {
    throw new OptionsError(
      `${where}: render: true needs the render_mode 'rgb_array', and options has ${show(mode)}; ` +
        'leave one of them out.',
    );
  }
  return {
    id,
    pythons: choosePythons(where, options.python),
    options: render ? { ...make, render_mode: 'rgb_array' } : make,
    imports: requireList(`${where}: imports`, options.imports ?? []).map((module, index) =>
      requireText(`${where}: imports[${index}]`, module, "'my_environments'"),
    ),
    wrappers: requireList(`${where}: wrappers`, options.wrappers ?? []).map((wrapper, index) =>
      resolveWrapper(`${where}: wrappers[${index}]`, wrapper as GymnasiumWrapper),
    ),
    flattenActions: requireBoolean(`${where}: flattenActions`, options.flattenActions ?? false),
    render,
    info: requireBoolean(`${where}: info`, options.info ?? true),
    output: requireChoice(`${where}: output`, options.output ?? 'keep', ['keep', 'show']),
    variables: resolveVariables(`${where}: variables`, options.variables ?? {}),
    startTimeout: requireInteger(`${where}: startTimeout`, options.startTimeout ?? 120_000, {
      min: 100,
      max: MAX_TIMEOUT,
    }),
    stepTimeout: requireInteger(`${where}: stepTimeout`, options.stepTimeout ?? 60_000, {
      min: 100,
      max: MAX_TIMEOUT,
    }),
  };
}

function choosePythons(where: string, python: string | undefined): readonly string[] {
  if (python !== undefined) return [requireText(`${where}: python`, python, "'python3'")];
  const variable = process.env['DEEPQ_PYTHON'];
  if (variable !== undefined && variable !== '') return [variable];
  // On Windows python3 may be a stub that opens a shop.
  return process.platform === 'win32' ? ['python', 'python3'] : ['python3', 'python'];
}

function resolveWrapper(name: string, wrapper: GymnasiumWrapper): Required<GymnasiumWrapper> {
  rejectUnknownOptions(name, wrapper, ['name', 'options'], { kwargs: 'options' });
  return {
    name: requireText(`${name}.name`, wrapper.name, "'FlattenObservation'"),
    options: requireJson(`${name}.options`, wrapper.options ?? {}),
  };
}

function resolveVariables(name: string, variables: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(requireJson(name, variables));
  return Object.fromEntries(
    entries.map(([key, value]) => {
      if (typeof value === 'string') return [key, value];
      throw new OptionsError(`${name}.${key} must be a string; received ${show(value)}.`);
    }),
  );
}

function requireText(name: string, value: unknown, example: string): string {
  // A NUL ends a string in C, and Node refuses to pass it on.
  if (typeof value === 'string' && value !== '' && !value.includes('\0')) return value;
  throw new OptionsError(`${name} must be a string such as ${example}; received ${show(value)}.`);
}

function requireList(name: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new OptionsError(`${name} must be an array; received ${show(value)}.`);
}
