import { c51Head } from '../../src/heads/c51Head.ts';
import { hlGaussHead } from '../../src/heads/hlGaussHead.ts';
import { iqnHead } from '../../src/heads/iqnHead.ts';
import { munchausenHead } from '../../src/heads/munchausenHead.ts';
import { qHead } from '../../src/heads/qHead.ts';
import { quantileHead } from '../../src/heads/quantileHead.ts';
import { prioritized } from '../../src/replay/samplers/prioritized.ts';
import { ranked } from '../../src/replay/samplers/ranked.ts';
import type { Variant } from './learn.ts';

/** Atoms that no reward lies on. */
const support = { min: -2.13, max: 2.2 };

export const variants: readonly Variant[] = [
  { name: 'Q', head: qHead({ double: false }) },
  { name: 'double', head: qHead() },
  { name: 'C51', head: c51Head({ ...support, atoms: 33 }) },
  { name: 'quantile', head: quantileHead({ quantiles: 8, kappa: 0.05 }) },
  {
    name: 'IQN',
    head: iqnHead({ fractions: { acting: 32, online: 8, target: 8 }, kappa: 0.05 }),
  },
  { name: 'HL-Gauss', head: hlGaussHead({ ...support, bins: 33 }) },
  {
    name: 'Munchausen',
    head: munchausenHead({ alpha: 0.9, temperature: 0.03, logPolicyMin: -1 }),
    soft: { alpha: 0.9, temperature: 0.03, least: -1 },
  },
  { name: 'dueling', head: qHead(), network: { dueling: true } },
  { name: 'prioritized', head: qHead(), sampler: prioritized({ alpha: 0.6, beta: 1 }) },
  { name: 'ranked', head: qHead(), sampler: ranked({ alpha: 0.5, beta: 1 }) },
  { name: '3-step', head: qHead(), nStep: 3 },
  { name: 'noisy', head: qHead(), network: { noisy: { sigma: 0.1 } } },
  {
    name: 'everything (Rainbow)',
    head: c51Head({ ...support, atoms: 33 }),
    sampler: prioritized({ alpha: 0.5, beta: 1 }),
    nStep: 3,
    network: { dueling: true, noisy: { sigma: 0.1 } },
  },
];
