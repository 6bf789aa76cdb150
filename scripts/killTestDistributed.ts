/**
 * Kills learner, actors and Redis of one run by SIGKILL at random moments, and checks that no step
 * was learned from twice, and none is lost that had been sent. (npm test does the same with a few.)
 *
 * Usage: npm run kill-test:distributed [-- so many kills]
 */
import { runTool } from './support/command.ts';
import { takeArguments } from './support/arguments.ts';

const [kills = '30'] = takeArguments(1, 'Usage: npm run kill-test:distributed [-- so many kills]');
process.env['DEEPQ_KILL_DISTRIBUTED'] = kills;
const { code } = await runTool('vitest', [
  ...['run', '--project', 'node', 'test/distributed/kill.test.ts'],
]);
process.exitCode = code;
