import { expect, test } from 'vitest';
import { formatNumber, formatTable } from '../../../bench/support/table.ts';

test('formatTable aligns words left and numbers right', () => {
  const rows = [
    { name: 'simd', microseconds: 68.25, ratio: 0.5 },
    { name: 'tfjs, wasm', microseconds: 2160 },
  ];
  expect(formatTable(rows)).toBe(
    [
      'name        microseconds  ratio',
      '----------  ------------  -----',
      'simd                68.3  0.500',
      'tfjs, wasm         2,160      -',
    ].join('\n'),
  );
});

test.for([
  [0, '0'],
  [7, '7'],
  [1_234_567, '1,234,567'],
  [1234.5, '1,235'],
  [12.345, '12.3'],
  [-0.012345, '-0.0123'],
  [Number.NaN, 'NaN'],
] as const)('formatNumber(%d) is %s', ([value, expected]) => {
  expect(formatNumber(value)).toBe(expected);
});
