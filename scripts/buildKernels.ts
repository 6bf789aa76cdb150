/**
 * Compiles kernels/ into the source file that the library contains.
 *
 * Usage: npm run build:kernels
 */
import { writeFile } from 'node:fs/promises';
import { compileKernels, kernelsFile } from './support/kernels.ts';
import { takeArguments } from './support/arguments.ts';

takeArguments(0, 'Usage: npm run build:kernels');

const source = await compileKernels();
await writeFile(kernelsFile, source);
console.log(`${kernelsFile}: ${source.length} characters.`);
