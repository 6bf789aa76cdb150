/**
 * Runs every example in its short form (DEEPQ_SHORT=1). Each must end well and
 * print something.
 *
 * Usage: npm run test:examples [-- part of a file name]
 */
import { readdir } from 'node:fs/promises';
import { runTool } from './support/command.ts';

const [filter = ''] = process.argv.slice(2);
const examples = (await readdir('examples'))
  .filter((name) => name.endsWith('.ts') && name.includes(filter))
  .sort();

let failed = 0;
for (const name of examples) {
  const started = performance.now();
  const { code, output } = await runTool('tsx', [`examples/${name}`], {
    capture: true,
    env: { DEEPQ_SHORT: '1' },
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
console.log(`Examples: ${examples.length - failed} passed, ${failed} failed`);
if (failed > 0 || examples.length === 0) process.exitCode = 1;
