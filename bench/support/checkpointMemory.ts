/**
 * Saves or loads one agent in a process of its own, and prints how much memory that took beyond
 * what the process had before: `checkpointMemory.ts save|load vectors|frames CAPACITY FILE`.
 */
import { writeFileSync } from 'node:fs';
import { file } from '../../src/node/file.ts';
import { fill, makeAgent, type CheckpointCase } from './checkpointAgents.ts';
import { collectGarbage } from './collectGarbage.ts';

const [, , step, of, capacity, path = ''] = process.argv;
const made = makeAgent(of as CheckpointCase, Number(capacity));
// For loading as well: the memory of the buffer itself must not count.
fill(made, of as CheckpointCase);
made.replay.sample(3);
collectGarbage();
forgetPeak();
const before = process.memoryUsage.rss();
await (step === 'save' ? made.agent.save(file(path)) : made.agent.load(file(path)));
console.log((process.resourceUsage().maxRSS * 1024 - before) / 1e6);

/** Begins to count the peak anew, where the system can: elsewhere the figure may be too large. */
function forgetPeak(): void {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // Not Linux: the peak is that of filling, or a later and higher one.
  }
}
