/**
 * Trains networks of a hundred sizes by the tfjs engine on wasm, each in a
 * process of its own for 3,000 updates, and fails if the memory of the backend
 * grew in any of them.
 *
 * Usage: npm run memory-grid [-- sizes]
 */
import { availableParallelism } from 'node:os';
import { measureGrowth, memoryCases } from '../test/engines/tfjs/memoryCases.ts';

const UPDATES = 3_000;
const count = Number(process.argv[2] ?? 100);
const waiting = [...memoryCases(count).entries()];
let grown = 0;

async function work(): Promise<void> {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const [index, network] = next;
    const { before, after } = await measureGrowth(network, UPDATES);
    const isFlat = after === before;
    if (!isFlat) grown += 1;
    const bytes = isFlat ? `${before} bytes` : `GREW from ${before} to ${after} bytes`;
    console.log(`${index + 1}/${count} ${JSON.stringify(network)}: ${bytes}`);
  }
}

await Promise.all(Array.from({ length: availableParallelism() }, work));
console.log(`${count - grown} sizes flat, ${grown} grown, ${UPDATES} updates each.`);
process.exitCode = grown === 0 && count > 0 ? 0 : 1;
