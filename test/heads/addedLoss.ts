import type { Head } from '../../src/heads/head.ts';
import { c51Head } from '../../src/heads/c51Head.ts';
import { cvar } from '../../src/heads/risk.ts';
import { hlGaussHead } from '../../src/heads/hlGaussHead.ts';
import { iqnHead } from '../../src/heads/iqnHead.ts';
import { munchausenHead } from '../../src/heads/munchausenHead.ts';
import { qHead } from '../../src/heads/qHead.ts';
import { quantileHead } from '../../src/heads/quantileHead.ts';
import type { evaluateHead } from './evaluateHead.ts';
import type { batchOf } from './headLaws.ts';

const range = { min: -4, max: 4 };

/** Every head that a loss of the values can be added to, with how many outputs an action has. */
export const innerHeads: readonly (readonly [string, Head, number])[] = [
  ['Q', qHead({ double: false }), 1],
  ['Munchausen', munchausenHead({ temperature: 1, loss: 'mse' }), 1],
  ['C51', c51Head({ ...range, atoms: 4, double: false }), 4],
  ['HL-Gauss', hlGaussHead({ ...range, bins: 4, double: false }), 4],
  ['quantile', quantileHead({ quantiles: 3, double: false }), 3],
  ['quantile with CVaR', quantileHead({ quantiles: 3, double: false, risk: cvar(0.5) }), 3],
  ['IQN', iqnHead({ double: false }), 3],
];

/** An update of two rows and three actions, off all kinks. */
export function inputFor(
  batch: ReturnType<typeof batchOf>,
  perAction: number,
): Parameters<typeof evaluateHead>[1] {
  const wave = (speed: number): Float32Array =>
    Float32Array.from({ length: 2 * 3 * perAction }, (_, index) => Math.sin(speed * (index + 1)));
  return {
    batch,
    actions: 3,
    online: wave(1.7),
    nextTarget: wave(2.3),
    target: wave(0.9),
    fractions: Float32Array.from({ length: 2 * perAction }, (_, index) => (index + 1) / 7),
  };
}
