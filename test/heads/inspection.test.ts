import { inspect } from 'node:util';
import { DQNAgent } from 'deepq';
import { expect, test } from 'vitest';
import { c51Head } from '../../src/heads/c51Head.ts';
import { cql } from '../../src/heads/cql.ts';
import type { Head } from '../../src/heads/head.ts';
import { hlGaussHead } from '../../src/heads/hlGaussHead.ts';
import { iqnHead } from '../../src/heads/iqnHead.ts';
import { largeMargin } from '../../src/heads/largeMargin.ts';
import { munchausenHead } from '../../src/heads/munchausenHead.ts';
import { qHead } from '../../src/heads/qHead.ts';
import { quantileHead } from '../../src/heads/quantileHead.ts';
import { sideProbe } from '../support/probes.ts';

const range = { min: -1, max: 1 };

test.each<[string, Head]>([
  ['qHead', qHead()],
  ['c51Head', c51Head(range)],
  ['quantileHead', quantileHead()],
  ['iqnHead', iqnHead()],
  ['hlGaussHead', hlGaussHead(range)],
  ['munchausenHead', munchausenHead()],
  ['cql of c51Head', cql({ head: c51Head(range) })],
  ['largeMargin of quantileHead', largeMargin({ head: quantileHead() })],
])('an agent with %s shows options that can be read', (_, head) => {
  const agent = new DQNAgent({ environment: sideProbe(), head });
  for (const depth of [2, 10]) {
    const lines = inspect(agent.options, { depth }).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(200);
  }
  expect(JSON.stringify(agent.options).length).toBeLessThan(4_000);
  agent.dispose();
});

test('a head keeps its kernels, also in a copy', () => {
  for (const head of [c51Head(range), { ...quantileHead() }]) {
    expect(head.kernels?.module.length).toBeGreaterThan(1_000);
  }
});
