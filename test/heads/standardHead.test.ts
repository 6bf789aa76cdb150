import { expect, test } from 'vitest';
import { cql } from '../../src/heads/cql.ts';
import type { Head } from '../../src/heads/head.ts';
import { qHead } from '../../src/heads/qHead.ts';
import { isStandard } from '../../src/heads/standardHead.ts';

test('a head of the library is known by its kind and options, until a part of it is replaced', () => {
  expect(isStandard(qHead())).toBe(true);
  expect(isStandard(cql({ head: qHead() }))).toBe(true);
  expect(isStandard({ ...qHead(), values: () => undefined })).toBe(false);
});

test('null in place of what makes it known is as leaving it out', () => {
  const { standard: _, ...own } = qHead();
  const head = { ...own, standard: null } as unknown as Head;
  expect(isStandard(head)).toBe(false);
  expect(cql({ head }).standard).toBeUndefined();
});
