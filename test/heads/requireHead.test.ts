import { expect, test } from 'vitest';
import { OptionsError } from '../../src/errors.ts';
import type { Head } from '../../src/heads/head.ts';
import { qHead } from '../../src/heads/qHead.ts';
import { requireHead } from '../../src/heads/requireHead.ts';
import { fractionEmbedding } from '../../src/networks/layers/fractionEmbedding.ts';

test.each<[string, Partial<Record<keyof Head, unknown>>]>([
  ['kind', { kind: undefined }],
  ['outputsPerAction', { outputsPerAction: 0 }],
  ['options', { options: undefined }],
  ['options', { options: [1] }],
  ['fractions', { fractions: undefined }],
  ['fractions', { fractions: 8 }],
  ['uses', { uses: undefined }],
  ['uses', { uses: null }],
  ['uses', { uses: {} }],
  ['uses', { uses: { nextOnline: 'yes', target: false } }],
  ['addValueGradient', { addValueGradient: 3 }],
  ['actingFraction', { actingFraction: 0.5 }],
  ['fractionLayer', { fractionLayer: 'fractionEmbedding' }],
  ['values', { values: undefined }],
  ['values, evaluate', { values: 3, evaluate: null }],
])('the message says that a head has no proper %s', (names, changes) => {
  const head = { ...qHead(), ...changes } as Head;
  expect(() => requireHead(head)).toThrow(OptionsError);
  expect(() => requireHead(head)).toThrow(`received an object without a proper ${names}.`);
});

test('a layer for fractions without fractions is refused', () => {
  const head = { ...qHead(), fractionLayer: fractionEmbedding() };
  expect(() => requireHead(head)).toThrow(OptionsError);
  expect(() => requireHead(head)).toThrow(/has a fractionLayer, and fractions: null/);
});

test('what is no object lacks nothing in particular', () => {
  expect(() => requireHead(null as never)).toThrow(/received null\.$/);
  expect(() => requireHead(qHead as never)).toThrow(/the function qHead\. Call it: qHead\(…\)\.$/);
});
