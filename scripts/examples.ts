/**
 * Runs every example in its short form (DEEPQ_SHORT=1). Each must end well and
 * print something.
 *
 * Usage: npm run test:examples [-- part of a file name]
 */
import { readdir, readFile } from 'node:fs/promises';
import { choose, takeArguments } from './support/arguments.ts';
import { box } from './support/box.ts';
import { runTool } from './support/command.ts';
import { findPython } from './support/pythonEnvironment.ts';

const filters = takeArguments(1, 'Usage: npm run test:examples [-- part of a file name]');
const all = (await readdir('examples')).filter((name) => name.endsWith('.ts')).sort();
const examples = choose(filters, all);

const python = findPython();
const needsPython = async (name: string): Promise<boolean> =>
  (await readFile(`examples/${name}`, 'utf8')).includes('GymnasiumEnvironment');
const noPython = box([
  'The examples with GYMNASIUM were NOT run: there is no Python that has the',
  'packages gymnasium and ale-py. `npm test` installs one where it can.',
]);

let skipped = 0;
let failed = 0;
for (const name of examples) {
  if (python === null && (await needsPython(name))) {
    console.warn(`skipped examples/${name}`);
    skipped += 1;
    continue;
  }
  const started = performance.now();
  const { code, output } = await runTool('tsx', [`examples/${name}`], {
    capture: true,
    env: { DEEPQ_SHORT: '1', ...(python === null ? {} : { DEEPQ_PYTHON: python }) },
    timeout: 180_000,
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (code === 0 && output.trim() !== '') {
    console.log(`ok     examples/${name} (${seconds} s)`);
  } else {
    failed += 1;
    const reason = code === 0 ? 'printed nothing' : `ended with code ${code}`;
    console.error(`FAILED examples/${name} ${reason} (${seconds} s)\n${output}`);
  }
}
if (skipped > 0) console.warn(noPython);
console.log(`Examples: ${examples.length - failed - skipped} passed, ${failed} failed`);
if (failed > 0 || examples.length === 0) process.exitCode = 1;
