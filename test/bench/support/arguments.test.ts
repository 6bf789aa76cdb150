import { expect, test } from 'vitest';
import { checkArguments, type Options } from '../../../bench/support/arguments.ts';

const games: Options = { only: ['assault', 'breakoutRam'], steps: 'number', fresh: 'flag' };
const benchmarks = [
  { name: 'atari', options: games },
  { name: 'act', options: { seconds: 'number', python: 'text' } as const },
];
const check =
  (...args: string[]) =>
  () =>
    checkArguments(args, benchmarks);

test('takes what one of the benchmarks knows', () => {
  expect(check()).not.toThrow();
  expect(check('--only', 'breakoutRam', '--fresh', '--steps', '1e3')).not.toThrow();
  expect(check('--seconds', '0.5', '--python', 'python3.12')).not.toThrow();
});

test.each([
  [
    ['--only', 'breakout-ram'],
    '--only must be one of assault, breakoutRam; received breakout-ram.',
  ],
  [['--onyl', 'assault'], 'There is no option --onyl. atari has --only, --steps, --fresh. act has'],
  [['--constructor'], 'There is no option --constructor.'],
  [['--only'], '--only needs a value.'],
  [['--only', '--fresh'], '--only needs a value.'],
  [['--steps', 'many'], '--steps needs a number; received many.'],
  [['--fresh', 'assault'], '"assault" belongs to no option'],
])('refuses %j', (args, message) => {
  expect(check(...args)).toThrow(message);
});
