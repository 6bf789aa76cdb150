import { expect, test } from 'vitest';
import { createContext } from '../../../bench/support/context.ts';

function contextOf(options: { readonly args?: readonly string[]; readonly json: boolean }) {
  const lines: string[] = [];
  const print = (line: string): void => void lines.push(line);
  const context = createContext({ benchmark: 'update', args: [], print, ...options });
  return { context, lines };
}

test('with --json there is one object a line, and no remarks', () => {
  const { context, lines } = contextOf({ json: true });
  context.note('on this machine');
  context.report('One update', [{ name: 'a', ratio: 1 }, { name: 'b' }]);
  expect(lines).toEqual([
    '{"benchmark":"update","title":"One update","name":"a","ratio":1}',
    '{"benchmark":"update","title":"One update","name":"b"}',
  ]);
});

test('without it there is a table under a title', () => {
  const { context, lines } = contextOf({ json: false });
  context.note('on this machine');
  context.report('One update', [{ name: 'a' }]);
  expect(lines).toEqual(['on this machine', '\nOne update\n\nname\n----\na\n']);
});

test('number reads an option, falls back, and rejects what is no number', () => {
  const { context } = contextOf({ json: false, args: ['--rounds', '20', '--bad', 'x', '--last'] });
  expect(context.number('rounds', 5)).toBe(20);
  expect(context.number('seconds', 5)).toBe(5);
  expect(() => context.number('bad', 5)).toThrow('--bad needs a number; received x.');
  expect(() => context.number('last', 5)).toThrow('received undefined');
});
