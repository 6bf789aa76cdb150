import * as browser from '../../src/browser.ts';
import * as distributed from '../../src/distributed.ts';
import * as environments from '../../src/environments.ts';
import * as core from '../../src/index.ts';
import * as node from '../../src/node.ts';
import * as tfjs from '../../src/tfjs.ts';
import * as webgpu from '../../src/webgpu.ts';
import { liveRecipes } from './liveRecipes.ts';
import { moreRecipes } from './moreRecipes.ts';
import { partRecipes } from './partRecipes.ts';
import { recipes, type Recipe } from './recipes.ts';
import { runRecipes } from './runRecipes.ts';

/** Something that users can call. */
export interface Target {
  readonly name: string;
  /** Undefined for an export that nobody wrote one for: it gets hostile values alone. */
  readonly recipe: Recipe | undefined;
  readonly call: (args: readonly unknown[]) => unknown;
}

type Callable = ((...args: unknown[]) => unknown) & { create?: (...args: unknown[]) => unknown };

const initializers = Object.entries(core.initializers).map(([name, value]) => [
  `initializers.${name}`,
  value as unknown,
]);

const all: Readonly<Record<string, unknown>> = {
  ...core,
  ...(Object.fromEntries(initializers) as object),
  ...environments,
  ...node,
  ...browser,
  ...distributed,
  ...tfjs,
  ...webgpu,
  // Of the same name as that for pages.
  'node.startTraining': node.startTraining,
  'node.serveTraining': node.serveTraining,
};

/**
 * Not called here. `threadActors` starts as many threads as it is told to; test/distributed tries
 * it. Pictures that are none are met by a TypeError.
 */
const left = ['threadActors', 'drawFrame'];

/** Every exported function and class, but for the errors, which take any message. */
export const targets: readonly Target[] = Object.entries(all)
  .filter(([, value]) => typeof value === 'function' && !isErrorClass(value))
  .filter(([name]) => !left.includes(name))
  .map(([name, value]) => {
    const early = recipes[name] ?? partRecipes[name] ?? moreRecipes[name];
    const recipe = early ?? runRecipes[name] ?? liveRecipes[name];
    return { name, recipe, call: callOf(value as Callable) };
  });

function isErrorClass(value: object): boolean {
  return (value as { readonly prototype?: unknown }).prototype instanceof Error;
}

function callOf(callable: Callable): Target['call'] {
  if (typeof callable.create === 'function') return (args) => callable.create!(...args);
  const isClass = /^class\b/.test(Function.prototype.toString.call(callable));
  if (isClass) return (args) => Reflect.construct(callable, args) as unknown;
  return (args) => callable(...args);
}
