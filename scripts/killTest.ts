/**
 * Kills runs by SIGKILL at random moments while they train and write checkpoints, and
 * compares what they come to with runs that were left alone: 50 of them, in plain
 * environments, groups, stacks of frames, with prioritized and ranked replay and n-step
 * returns. (npm test does the same with a few.)
 *
 * Usage: npm run kill-test [-- so many]
 */
import { runTool } from './support/command.ts';
import { takeArguments } from './support/arguments.ts';

const [runs = '50'] = takeArguments(1, 'Usage: npm run kill-test [-- so many runs]');
process.env['DEEPQ_KILL_RUNS'] = runs;
const { code } = await runTool('vitest', ['run', '--project', 'node', 'test/runs/kill.test.ts']);
process.exitCode = code;
