/** Runs a world in a folder to its end, or until it is killed. */
import { openWorld } from './worlds.ts';

const [folder = '', name = '', steps = '600'] = process.argv.slice(2);
const { run } = await openWorld(folder, name, { environmentSteps: Number(steps) });
process.stdout.write(`at ${run.resumedAt ?? 0}\n`);
const { reason, environmentSteps } = await run.finish();
process.stdout.write(`${reason} ${environmentSteps}\n`);
