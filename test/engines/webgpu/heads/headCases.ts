import { c51Head } from '../../../../src/heads/c51Head.ts';
import { cql } from '../../../../src/heads/cql.ts';
import type { Head } from '../../../../src/heads/head.ts';
import { hlGaussHead } from '../../../../src/heads/hlGaussHead.ts';
import { iqnHead } from '../../../../src/heads/iqnHead.ts';
import { largeMargin } from '../../../../src/heads/largeMargin.ts';
import { munchausenHead } from '../../../../src/heads/munchausenHead.ts';
import { qHead } from '../../../../src/heads/qHead.ts';
import { quantileHead } from '../../../../src/heads/quantileHead.ts';
import { cvar } from '../../../../src/heads/risk.ts';

/** A head to try on a device, and for how many actions. */
export interface HeadCase {
  readonly name: string;
  readonly head: Head;
  readonly actions: number;
}

const fractions = { acting: 3, online: 5, target: 4 };
const support = { min: -3, max: 4 };

/** Every head of the library, in all the forms that it has. */
export const headCases: readonly HeadCase[] = [
  of('q', qHead({ double: false })),
  of('q of many actions', qHead({ double: true }), 70),
  of('q, double, δ 0.3', qHead({ huberDelta: 0.3 })),
  of('q, mse', qHead({ loss: 'mse' })),
  of('munchausen', munchausenHead()),
  of('munchausen, warm, mse', munchausenHead({ temperature: 0.7, alpha: 0.5, loss: 'mse' })),
  of('c51', c51Head({ ...support, atoms: 11, double: false })),
  of('c51, double, more atoms than threads', c51Head({ ...support, atoms: 70 }), 2),
  of('c51, cvar', c51Head({ ...support, atoms: 11, risk: cvar(0.3) })),
  of('hlGauss', hlGaussHead({ ...support, bins: 9, double: false })),
  of('hlGauss, double, wide', hlGaussHead({ ...support, bins: 67, sigma: 8 }), 2),
  of('hlGauss, narrow', hlGaussHead({ ...support, bins: 8, sigma: 0.05 })),
  of('quantile', quantileHead({ quantiles: 7, double: false })),
  of('quantile, double, κ 0.2', quantileHead({ quantiles: 66, kappa: 0.2 }), 2),
  of('quantile, cvar', quantileHead({ quantiles: 7, risk: cvar(0.4) })),
  of('iqn', iqnHead({ fractions, double: false })),
  of('iqn, double, κ 0.5', iqnHead({ fractions, kappa: 0.5 })),
  of('iqn, cvar', iqnHead({ fractions, risk: cvar(0.5) })),
  of('iqn, munchausen', iqnHead({ fractions, munchausen: { temperature: 0.2 } })),
  of('cql of q', cql({ alpha: 0.7 })),
  of('cql of munchausen', cql({ head: munchausenHead() })),
  of('cql of c51', cql({ head: c51Head({ ...support, atoms: 11 }) })),
  of('cql of hlGauss', cql({ head: hlGaussHead({ ...support, bins: 9 }) })),
  of('cql of quantiles, cvar', cql({ head: quantileHead({ quantiles: 7, risk: cvar(0.4) }) })),
  of('cql of iqn, munchausen', cql({ head: iqnHead({ fractions, munchausen: {} }) })),
  of('largeMargin of q', largeMargin({ margin: 0.5, weight: 2 })),
  of('largeMargin of c51', largeMargin({ head: c51Head({ ...support, atoms: 11 }) })),
  of(
    'largeMargin of cql of quantiles',
    largeMargin({ head: cql({ head: quantileHead({ quantiles: 7 }) }) }),
  ),
];

function of(name: string, head: Head, actions = 3): HeadCase {
  return { name, head, actions };
}
