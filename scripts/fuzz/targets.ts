import * as browser from '../../src/browser.ts';
import * as environments from '../../src/environments.ts';
import * as core from '../../src/index.ts';
import * as node from '../../src/node.ts';
import { moreRecipes } from './moreRecipes.ts';
import { recipes, type Recipe } from './recipes.ts';

/** Something that users can call. */
export interface Target {
  readonly name: string;
  /** Undefined for an export that nobody wrote one for: it gets hostile values alone. */
  readonly recipe: Recipe | undefined;
  readonly call: (args: readonly unknown[]) => unknown;
}

type Callable = ((...args: unknown[]) => unknown) & { create?: (...args: unknown[]) => unknown };

const all: Readonly<Record<string, unknown>> = { ...core, ...environments, ...node, ...browser };

/** Every exported function and class, but for the errors, which take any message. */
export const targets: readonly Target[] = Object.entries(all)
  .filter(([name, value]) => typeof value === 'function' && !name.endsWith('Error'))
  .map(([name, value]) => {
    const recipe = recipes[name] ?? moreRecipes[name];
    return { name, recipe, call: callOf(value as Callable) };
  });

function callOf(callable: Callable): Target['call'] {
  if (typeof callable.create === 'function') return (args) => callable.create!(...args);
  const isClass = /^class\b/.test(Function.prototype.toString.call(callable));
  if (isClass) return (args) => Reflect.construct(callable, args) as unknown;
  return (args) => callable(...args);
}
