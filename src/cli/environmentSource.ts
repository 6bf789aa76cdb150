import { existsSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';
import { makeEnvironment, type EnvironmentId } from '../environments/makeEnvironment.ts';
import type { Planck } from '../environments/lunarLander/planck.ts';
import { builtInEnvironments } from '../environments/registry/builtIn.ts';
import { DeepQError } from '../errors.ts';
import { GymnasiumEnvironment } from '../node/gymnasium/gymnasiumEnvironment.ts';
import type { Environment } from '../protocol/environment.ts';
import { presets, type Preset, type PresetId } from '../presets/presets.ts';
import type { State } from '../state/state.ts';
import { suggestion } from '../validation/options.ts';
import { CommandError } from './command.ts';
import { loadModule, moduleError } from './loadModule.ts';

/** How a run's environments are made; config.json keeps it. */
export interface EnvironmentSource {
  /** The id, or the name of the module. */
  readonly id: string;
  /** Who makes it. */
  readonly from: 'deepq' | 'gymnasium' | 'module';
  /** The path of the module, from the working directory; `null` for others. */
  readonly module: string | null;
  /** The id of the preset, whose wrappers it has; `null` for none. */
  readonly preset: string | null;
}

/** What the function of a module is told. */
export interface ModuleRequest {
  /** Presets wrap either differently, and so may a module. */
  readonly use: 'training' | 'evaluation';
}

/** What to do where an environment needs more than its id. */
export const OWN_MODULE: string =
  'npx deepq train ./mine.js, where mine.js has export default async ({ use }) => …, which returns a new ' +
  "environment for the use 'training' or 'evaluation'.";

/**
 * Finds out what makes an environment.
 *
 * @param name - An id of deepq or of Gymnasium, or a path of a module.
 * @param preset - The id of a preset, `'none'`, or undefined for that of the id if there is one.
 * @throws {CommandError} If there is none.
 */
export function findSource(name: string, preset: string | undefined): EnvironmentSource {
  const isModule = /[\\/]|\.[cm]?[jt]s$/.test(name) && existsSync(resolve(name));
  const isOwn = Object.hasOwn(builtInEnvironments, name);
  if (!isModule && /^\.|\.[cm]?[jt]s$/.test(name)) {
    throw new CommandError(`There is no module ${resolve(name)}.`);
  }
  return {
    id: isModule ? name.replace(/^.*[\\/]|\.\w+$/g, '') : name,
    from: isModule ? 'module' : isOwn ? 'deepq' : 'gymnasium',
    module: isModule ? relative(process.cwd(), resolve(name)) : null,
    preset: findPreset(name, preset),
  };
}

/** The preset that a command takes for an environment, as `findSource` does. */
export function findPreset(name: string, preset: string | undefined): string | null {
  if (preset === 'none') return null;
  if (preset === undefined) return Object.hasOwn(presets, name) ? name : null;
  if (Object.hasOwn(presets, preset)) return preset;
  const known = Object.keys(presets);
  throw new CommandError(
    `There is no preset '${preset}'${suggestion(preset, known)}; there are ${known.join(', ')}, and none.`,
  );
}

/** The settings of a source's preset. */
export function presetOf({ preset }: EnvironmentSource): Preset | null {
  return preset === null ? null : presets[preset as PresetId];
}

/** Reads what config.json keeps of a source. */
export function sourceOfConfig(about: State): EnvironmentSource | null {
  const source = about['environment'] as Partial<EnvironmentSource> | null | undefined;
  const { id, from, module, preset } = source ?? {};
  const isSource =
    typeof id === 'string' &&
    ['deepq', 'gymnasium', 'module'].includes(String(from)) &&
    (from === 'module' ? typeof module === 'string' : module === null) &&
    (preset === null || typeof preset === 'string');
  if (!isSource) return null;
  // A preset that a newer version has, or that somebody has misspelt.
  return { id, from, module, preset: findPreset(id, preset ?? 'none') } as EnvironmentSource;
}

/**
 * Makes an environment.
 *
 * @param use - For training, or for its evaluation: presets wrap either differently.
 * @throws {DeepQError} If it cannot be made.
 */
export async function makeFrom(
  source: EnvironmentSource,
  use: ModuleRequest['use'],
): Promise<Environment> {
  const environment = await makeBare(source, { use });
  const preset = presetOf(source);
  return preset === null ? environment : preset[use](environment);
}

async function makeBare(
  { id, from, module }: EnvironmentSource,
  request: ModuleRequest,
): Promise<Environment> {
  if (module !== null) return makeOfModule(module, request);
  if (from === 'deepq') return makeOwn(id);
  try {
    return await GymnasiumEnvironment.create(id);
  } catch (cause) {
    if (!(cause instanceof DeepQError)) throw cause;
    const known = Object.keys(builtInEnvironments);
    throw new DeepQError(
      `'${id}' is none of deepq's environments${suggestion(id, known)}; npx deepq environments lists ` +
        `them. Gymnasium gave none, either: ${cause.message}${hasOptions(cause) ? ` ${IN_A_MODULE}` : ''}`,
      { cause },
    );
  }
}

/** Options of `GymnasiumEnvironment.create` have no place on a command line. */
const IN_A_MODULE = `On the command line that goes into a module of yours: ${OWN_MODULE}`;

/** Whether an error says to write options. */
function hasOptions({ message }: Error): boolean {
  return /\b(?:wrappers|options|flattenActions|imports): /.test(message);
}

/** Makes an environment of the library by its id. */
export async function makeOwn(id: string): Promise<Environment> {
  if (!id.startsWith('LunarLander')) return makeEnvironment(id as EnvironmentId);
  try {
    // Only where it is installed: deepq itself needs no other package.
    const planck: unknown = await import('planck');
    return makeEnvironment(id as 'LunarLander-v3', { planck: planck as Planck });
  } catch (cause) {
    if (cause instanceof DeepQError) throw cause;
    throw new CommandError(`${id} needs the package planck: npm install planck`, { cause });
  }
}

async function makeOfModule(path: string, request: ModuleRequest): Promise<Environment> {
  const whole = isAbsolute(path) ? path : resolve(path);
  const { default: make } = await loadModule(whole);
  const made: unknown =
    typeof make === 'function' ? await callMaker(path, make as Maker, request) : make;
  const { reset, step } = Object(made) as Partial<Environment>;
  if (typeof reset === 'function' && typeof step === 'function') return made as Environment;
  throw new CommandError(
    `${path} must export by default a function that returns a new environment, or a class of one: ` +
      'export default () => new Snake();',
  );
}

type Maker = (request: ModuleRequest) => unknown;

async function callMaker(path: string, make: Maker, request: ModuleRequest): Promise<unknown> {
  try {
    return await callOrConstruct(make, request);
  } catch (cause) {
    if (cause instanceof DeepQError) throw cause;
    throw moduleError(`${path} threw an error as it made an environment`, cause);
  }
}

function callOrConstruct(make: Maker, request: ModuleRequest): unknown {
  const isClass = /^class\b/.test(Function.prototype.toString.call(make));
  return isClass ? (Reflect.construct(make, []) as unknown) : make(request);
}
