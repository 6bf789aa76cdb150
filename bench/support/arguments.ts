/** What follows the name of an option: nothing, a number, any text, or one of these names. */
export type OptionKind = 'flag' | 'number' | 'text' | readonly string[];

/** The options of a benchmark, by their names without the dashes. */
export type Options = Readonly<Record<string, OptionKind>>;

/**
 * Throws unless every argument belongs to an option that one of the benchmarks
 * has: a misspelt name would run for hours to measure something else.
 */
export function checkArguments(
  args: readonly string[],
  benchmarks: readonly { readonly name: string; readonly options: Options }[],
): void {
  for (let index = 0; index < args.length; index++) {
    const argument = args[index] as string;
    if (!argument.startsWith('--')) {
      throw new Error(`"${argument}" belongs to no option; names of benchmarks come first.`);
    }
    const name = argument.slice(2);
    const kinds = benchmarks
      .filter(({ options }) => Object.hasOwn(options, name))
      .map(({ options }) => options[name] as OptionKind);
    if (kinds.length === 0) throw new Error(`There is no option ${argument}. ${known(benchmarks)}`);
    if (kinds[0] === 'flag') continue;
    index++;
    checkValue(argument, args[index], kinds);
  }
}

function checkValue(option: string, value: string | undefined, kinds: readonly OptionKind[]): void {
  if (value === undefined || value.startsWith('--')) throw new Error(`${option} needs a value.`);
  const choices = kinds.filter((kind) => typeof kind === 'object').flat();
  if (choices.length > 0 && !choices.includes(value)) {
    throw new Error(`${option} must be one of ${choices.join(', ')}; received ${value}.`);
  }
  if (kinds.includes('number') && !Number.isFinite(Number(value))) {
    throw new Error(`${option} needs a number; received ${value}.`);
  }
}

function known(
  benchmarks: readonly { readonly name: string; readonly options: Options }[],
): string {
  return benchmarks
    .map(({ name, options }) => {
      const names = Object.keys(options).map((option) => `--${option}`);
      return `${name} has ${names.length === 0 ? 'none' : names.join(', ')}.`;
    })
    .join(' ');
}
