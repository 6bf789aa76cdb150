/**
 * Compiles kernels/ into the source files that the library contains.
 *
 * Usage: npm run build:kernels
 */
import { writeFile } from 'node:fs/promises';
import { compileHeadKernels, compileKernels, headKernels, kernelsFile } from './support/kernels.ts';
import { takeArguments } from './support/arguments.ts';

takeArguments(0, 'Usage: npm run build:kernels');

async function write(file: string, source: string): Promise<void> {
  await writeFile(file, source);
  console.log(`${file}: ${source.length} characters.`);
}

await write(kernelsFile, await compileKernels());
for (const [entry, file] of Object.entries(headKernels)) {
  await write(file, await compileHeadKernels(entry));
}
