/**
 * Checks every TypeScript code block of README.md, the guides and the
 * docstrings in src/: it must type-check and run.
 *
 * Usage: npm run test:fences [part of a file name]
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { checkFences } from './fences/check.ts';
import { extractFences } from './fences/extract.ts';
import { choose, takeArguments } from './support/arguments.ts';
import { box } from './support/box.ts';
import { listFiles } from './support/files.ts';
import { findPython } from './support/pythonEnvironment.ts';

const filters = takeArguments(1, 'Usage: npm run test:fences [-- part of a file name]');

const files = choose(filters, [
  'README.md',
  ...(await listFiles('docs/guide', '.md')),
  ...(await listFiles('src', '.ts')),
]);
const fences = (
  await Promise.all(files.map(async (file) => extractFences(file, await readFile(file, 'utf8'))))
).flat();

const python = findPython();
if (python !== null) process.env['DEEPQ_PYTHON'] = python;
const results = await checkFences(
  fences.map((fence) => (python === null && fence.needsPython ? { ...fence, run: false } : fence)),
  { folder: '.fences' },
);
for (const { fence, problem, seconds } of results) {
  const place = `${fence.origin}:${fence.line}`;
  if (problem !== null) console.error(`FAILED ${place}\n${problem.replaceAll(/^/gm, '    ')}`);
  else console.log(`ok     ${place}${fence.run ? ` (${seconds.toFixed(1)} s)` : ' (not run)'}`);
}
if (python === null && fences.some(({ needsPython }) => needsPython)) {
  console.warn(
    box([
      'The code blocks with GYMNASIUM were NOT run: there is no Python that has the',
      'packages gymnasium and ale-py. `npm test` installs one where it can.',
    ]),
  );
}
const failed = results.filter(({ problem }) => problem !== null).length;
const passed = results.length - failed;
console.log(`Code blocks of the documentation: ${passed} passed, ${failed} failed`);

await mkdir('output/tests', { recursive: true });
await writeFile('output/tests/fences.json', JSON.stringify({ passed, failed }));
if (failed > 0 || results.length === 0) process.exitCode = 1;
