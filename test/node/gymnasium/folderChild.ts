/**
 * Goes to the working directory that its arguments name, removes it if they say
 * so, and makes both environments there. Prints what they come to.
 */
import { rmSync } from 'node:fs';
import { AsyncGymnasiumEnvironment, GymnasiumEnvironment } from '../../../src/node.ts';

const [folder, id, ...more] = process.argv.slice(2) as [string, string, ...string[]];
const { DEEPQ_PYTHON: python = '' } = process.env;
process.chdir(folder);
if (more.includes('remove')) rmSync(folder, { recursive: true });

const results: unknown[] = [];
for (const Kind of [GymnasiumEnvironment, AsyncGymnasiumEnvironment]) {
  try {
    const imports = id === 'Own-v0' ? ['own_environments'] : [];
    const environment = await Kind.create(id, { python, imports });
    await environment.reset();
    results.push((await environment.step(0)).reward);
    await environment.close();
  } catch (error) {
    results.push(`${(error as Error).name}: ${(error as Error).message}`);
  }
}
console.log(JSON.stringify(results));
