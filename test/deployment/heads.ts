import { c51Head } from '../../src/heads/c51Head.ts';
import { cql } from '../../src/heads/cql.ts';
import type { Head } from '../../src/heads/head.ts';
import { hlGaussHead } from '../../src/heads/hlGaussHead.ts';
import { iqnHead } from '../../src/heads/iqnHead.ts';
import { largeMargin } from '../../src/heads/largeMargin.ts';
import { munchausenHead } from '../../src/heads/munchausenHead.ts';
import { quantileHead } from '../../src/heads/quantileHead.ts';
import { cvar } from '../../src/heads/risk.ts';

/** Heads of every kind that can be exported. */
export const exportedHeads: readonly (readonly [string, Head])[] = [
  ['c51Head', c51Head({ atoms: 7, min: -3, max: 5 })],
  ['c51Head with risk', c51Head({ atoms: 7, min: -3, max: 5, risk: cvar(0.3) })],
  ['quantileHead', quantileHead({ quantiles: 5 })],
  ['quantileHead with risk', quantileHead({ quantiles: 5, risk: cvar(0.3) })],
  ['quantileHead of one', quantileHead({ quantiles: 1 })],
  ['hlGaussHead', hlGaussHead({ bins: 9, min: -2, max: 4 })],
  ['munchausenHead', munchausenHead()],
  ['iqnHead', iqnHead({ fractions: { acting: 5 }, embedding: { cosines: 6, first: 1 } })],
  ['iqnHead with risk', iqnHead({ fractions: { acting: 5 }, risk: cvar(0.3) })],
  ['iqnHead with the mean as a risk', iqnHead({ fractions: { acting: 3 }, risk: cvar(1) })],
  ['cql of c51Head', cql({ head: c51Head({ atoms: 4, min: 0, max: 1 }) })],
  ['largeMargin of cql', largeMargin({ head: cql({ head: quantileHead({ quantiles: 3 }) }) })],
];
