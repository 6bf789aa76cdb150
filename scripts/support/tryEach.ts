import { choose } from './arguments.ts';
import { box } from './box.ts';

/** A program that could not be installed here, so that it was not tried. */
export const notHere: unique symbol = Symbol('not here');

/** Those candidates whose names contain one of the filters; ends the process as `choose` does. */
export function chooseNamed<T extends { readonly name: string }>(
  filters: readonly string[],
  candidates: readonly T[],
): readonly T[] {
  const wanted = choose(
    filters,
    candidates.map(({ name }) => name),
  );
  return candidates.filter(({ name }) => wanted.includes(name));
}

/**
 * Tries candidates one after another, prints a line for each and, at the end, how many passed.
 * One that failed makes the exit code of the process 1.
 *
 * @param title - What they are, such as `Browsers`.
 * @param prepare - Installs what a candidate needs; `notHere` where that cannot be had.
 * @param attempt - Returns what is wrong; null if nothing is.
 */
export async function tryEach<T extends { readonly name: string }, P>(
  title: string,
  candidates: readonly T[],
  prepare: (candidate: T) => Promise<P | typeof notHere>,
  attempt: (candidate: T, prepared: P) => Promise<string | null>,
): Promise<void> {
  const missing: string[] = [];
  let failed = 0;
  for (const candidate of candidates) {
    const { name } = candidate;
    const prepared = await prepare(candidate);
    if (prepared === notHere) {
      missing.push(name);
      continue;
    }
    const started = performance.now();
    const problem = await attempt(candidate, prepared).catch(String);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`${problem === null ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
    if (problem === null) continue;
    failed += 1;
    console.error(problem);
  }
  if (missing.length > 0) {
    const names = missing.join(', ');
    console.warn(box([`NOT tried, as they could not be installed here: ${names}.`]));
  }
  const passed = candidates.length - failed - missing.length;
  console.log(`${title}: ${passed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}
