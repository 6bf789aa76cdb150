import { expect, test } from 'vitest';
import { OptionsError } from '../../src/errors.ts';
import type { Head } from '../../src/heads/head.ts';
import { qHead } from '../../src/heads/qHead.ts';
import { requireHead } from '../../src/heads/requireHead.ts';

test.each<[string, Partial<Record<keyof Head, unknown>>]>([
  ['kind', { kind: undefined }],
  ['outputsPerAction', { outputsPerAction: 0 }],
  ['uses', { uses: undefined }],
  ['values', { values: undefined }],
  ['values, evaluate', { values: 3, evaluate: null }],
])('the message says that a head has no proper %s', (names, changes) => {
  const head = { ...qHead(), ...changes } as Head;
  expect(() => requireHead(head)).toThrow(OptionsError);
  expect(() => requireHead(head)).toThrow(`received an object without a proper ${names}.`);
});

test('what is no object lacks nothing in particular', () => {
  expect(() => requireHead(null as never)).toThrow(/received null\.$/);
  expect(() => requireHead(qHead as never)).toThrow(/the function qHead\. Call it: qHead\(…\)\.$/);
});
