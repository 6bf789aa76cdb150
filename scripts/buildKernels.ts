/**
 * Compiles kernels/ into the source file that the library contains, and that of benchmarks.
 *
 * Usage: npm run build:kernels
 */
import { writeFile } from 'node:fs/promises';
import { compileKernels, compilePeak, kernelsFile, peakFile } from './support/kernels.ts';
import { takeArguments } from './support/arguments.ts';

takeArguments(0, 'Usage: npm run build:kernels');

const files = { [kernelsFile]: await compileKernels(), [peakFile]: await compilePeak() };
for (const [file, source] of Object.entries(files)) {
  await writeFile(file, source);
  console.log(`${file}: ${source.length} characters.`);
}
