import { stat } from 'node:fs/promises';
import { runCommand } from '../support/command.ts';
import { listFiles } from '../support/files.ts';

/**
 * Runs `npm start` twice in its short form: both runs must print the same line
 * that begins with `Evaluation`, and save an agent and a plot in output/.
 *
 * @throws {Error} If they do not.
 */
export async function checkQuickStart(): Promise<void> {
  const first = await run();
  const second = await run();
  if (first !== second) {
    throw new Error(`two runs with one seed differ: "${first}" and "${second}"`);
  }
}

/** @returns The line of the evaluation. */
async function run(): Promise<string> {
  const started = Date.now();
  const { code, output } = await runCommand('npm', ['start'], {
    capture: true,
    env: { DEEPQ_SHORT: '1' },
    timeout: 180_000,
  });
  console.log(output);
  if (code !== 0) throw new Error(`npm start ended with code ${code}`);

  const lines = output.split(/[\r\n]+/).filter((line) => line.startsWith('Evaluation'));
  if (lines.length === 0) throw new Error('npm start printed no line beginning with "Evaluation"');

  for (const ending of ['.safetensors', '.svg']) {
    const fresh = await Promise.all(
      (await listFiles('output', ending)).map(async (path) => {
        const { mtimeMs, size } = await stat(path);
        return mtimeMs >= started && size > 0;
      }),
    );
    if (!fresh.includes(true)) throw new Error(`npm start saved no ${ending} file in output/`);
  }
  return lines.join('\n');
}
