/** Goes on with a world from the state in a file, and prints the hash of what it comes to. */
import { readFileSync } from 'node:fs';
import { decodeCheckpoint } from '../../../src/index.ts';
import { hashOf } from '../../pins/hash.ts';
import { make, outcomeOf, take } from './run.ts';
import { worlds } from './worlds.ts';

const [path = '', name] = process.argv.slice(2);
const world = worlds.find((one) => one.name === name);
if (!world) throw new Error(`There is no world '${String(name)}'.`);
const from = decodeCheckpoint(readFileSync(path), { kind: 'training' });
// Nothing is ever due by this clock: turns are taken at the end alone.
Object.assign(performance, { now: () => 0 });
const made = make(world, { from });
const events = await take(made.training);
process.stdout.write(hashOf(await outcomeOf(made, events)));
