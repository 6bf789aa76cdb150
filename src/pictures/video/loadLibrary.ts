import { OptionsError } from '../../errors.ts';
import { show } from '../../validation/options.ts';

/**
 * A library that deepq can use but does not need: the module itself, or a
 * function that imports it when it is needed for the first time, such as
 * `() => import('gifenc')`.
 *
 * @category Video
 */
export type LibrarySource<Library> = Library | (() => Library | Promise<Library>);

/**
 * Gets a library that the user handed in.
 *
 * @param names - The functions that are needed of it.
 * @throws {OptionsError} If it lacks one of them.
 */
export async function loadLibrary<Library extends object>(
  where: string,
  source: LibrarySource<Library>,
  names: readonly (keyof Library & string)[],
): Promise<Library> {
  const module: unknown = typeof source === 'function' ? await source() : source;
  // Node puts all that an old module exports under `default`.
  const inside = (module as { default?: unknown } | null | undefined)?.default;
  const hasAll = (library: unknown): library is Library =>
    names.every((name) => typeof (library as Partial<Library> | undefined)?.[name] === 'function');
  if (hasAll(module)) return module;
  if (hasAll(inside)) return inside;
  throw new OptionsError(
    `${where} needs a module that exports ${names.join(', ')}; received ${show(module)}. ` +
      'Pass a function that imports it, or what `import * as` gives.',
  );
}

/** Throws unless `source` can be a module, or a function that imports one. */
export function requireLibrary(where: string, example: string, source: unknown): void {
  if (typeof source === 'function' || (typeof source === 'object' && source !== null)) return;
  throw new OptionsError(
    `${where} needs its library; received ${show(source)}. Install it, and pass ${example}.`,
  );
}
