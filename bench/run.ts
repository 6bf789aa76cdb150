/**
 * Runs the benchmarks that are named, and lists all of them where none is: some take hours.
 *
 * Usage: npm run bench -- [name …] [--json] [--option value …]
 */
import { readdir } from 'node:fs/promises';
import { checkArguments } from './support/arguments.ts';
import { createContext, type Benchmark } from './support/context.ts';

const folder = new URL('.', import.meta.url);
const files = (await readdir(folder)).filter((file) => file.endsWith('.ts') && file !== 'run.ts');
const benchmarks = await Promise.all(
  files.sort().map(async (file) => (await import(new URL(file, folder).href)) as Benchmark),
);

const given = process.argv.slice(2);
const json = given.includes('--json');
const firstOption = given.findIndex((argument) => argument.startsWith('--'));
const names = given.slice(0, firstOption === -1 ? given.length : firstOption);
const args = given.slice(names.length).filter((argument) => argument !== '--json');

const unknown = names.find((wanted) => !benchmarks.some(({ name }) => name === wanted));
if (unknown !== undefined || names.length === 0 || args.includes('--help')) {
  if (unknown !== undefined) console.error(`There is no benchmark "${unknown}".`);
  console.error('Usage: npm run bench -- [name …] [--json] [--option value …]\n');
  for (const { name, description } of benchmarks)
    console.error(`  ${name.padEnd(12)} ${description}`);
  process.exit(args.includes('--help') || given.length === 0 ? 0 : 1);
}

const chosen = benchmarks.filter(({ name }) => names.includes(name));
try {
  checkArguments(args, chosen);
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
for (const benchmark of chosen) {
  const context = createContext({ benchmark: benchmark.name, args, json });
  context.note(`${benchmark.name}: ${benchmark.description}`);
  await benchmark.run(context);
}
