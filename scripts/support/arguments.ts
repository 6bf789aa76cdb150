/** The arguments of a script, of which it takes so many at most; ends the process if there are more. */
export function takeArguments(most: number, usage: string): readonly string[] {
  const given = process.argv.slice(2);
  if (given.length <= most && !given.some((argument) => argument.startsWith('--'))) return given;
  return refuse('That is one argument too many, or an unknown one.', usage);
}

/**
 * The names that contain one of the filters, all of them where there is no
 * filter. Ends the process, with the names that there are, if a filter fits none.
 */
export function choose(filters: readonly string[], names: readonly string[]): readonly string[] {
  const fruitless = filters.find((filter) => !names.some((name) => name.includes(filter)));
  if (fruitless !== undefined) {
    refuse(`Nothing is called "${fruitless}".`, `There are:\n  ${names.join('\n  ')}`);
  }
  if (filters.length === 0) return names;
  return names.filter((name) => filters.some((filter) => name.includes(filter)));
}

function refuse(problem: string, help: string): never {
  console.error(`${problem}\n${help}`);
  process.exit(1);
}
