/**
 * The workloads that a command line asks for: those whose names have the words behind `--only`, or
 * all of them without it.
 *
 * @throws {Error} If there are no such workloads.
 */
export function chosenWorkloads<W extends { readonly name: string }>(
  workloads: readonly W[],
  args: readonly string[],
): readonly W[] {
  const index = args.indexOf('--only');
  if (index === -1) return workloads;
  const words = args[index + 1] ?? '';
  const chosen = workloads.filter(({ name }) => name.includes(words));
  if (chosen.length > 0) return chosen;
  const names = workloads.map(({ name }) => name).join('; ');
  throw new Error(`--only found no workload with '${words}' in its name; there are: ${names}.`);
}
