/**
 * Makes two environments and ends in the way that its first argument says, without
 * closing them. Prints the numbers of their processes first. Its second argument says how
 * environments are made, in JSON.
 */
import { writeSync } from 'node:fs';
import {
  AsyncGymnasiumEnvironment,
  GymnasiumEnvironment,
  type GymnasiumOptions,
} from '../../../src/node.ts';

const [way, made = '{}'] = process.argv.slice(2);
const fixture = JSON.parse(made) as GymnasiumOptions;
const LEAVE = 2;
const SLEEP = 4;

if (way === 'early') {
  // In the middle of the making.
  const options = { ...fixture, options: { at: 'make-hang' } };
  const making = GymnasiumEnvironment.create('Trouble-v0', options);
  making.catch(() => undefined);
  setTimeout(() => {
    writeSync(1, '[]\n');
    process.exit(6);
  }, 700);
  await making;
}

if (way === 'show') {
  for (const Kind of [GymnasiumEnvironment, AsyncGymnasiumEnvironment]) {
    const one = await Kind.create('Trouble-v0', { ...fixture, output: 'show' });
    await one.reset();
    await Promise.resolve(LEAVE)
      .then((action) => one.step(action))
      .catch((error: unknown) => writeSync(2, `${String(error)}\n`));
  }
  writeSync(1, '[]\n');
  process.exit(0);
}

const now = await GymnasiumEnvironment.create('Trouble-v0', fixture);
const later = await AsyncGymnasiumEnvironment.create('Trouble-v0', fixture);
const pids = [now.reset().info, (await later.reset()).info].map((info) => info['pid']);
writeSync(1, `${JSON.stringify(pids)}\n`);

if (way === 'exit') process.exit(5);
if (way === 'throw') throw new Error('thrown on purpose');
if (way === 'hang') {
  void later.step(SLEEP);
  now.step(SLEEP);
}
// Else it comes to its end: nothing is left to do.
