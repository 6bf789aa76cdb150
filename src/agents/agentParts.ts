import { c51Head } from '../heads/c51Head.ts';
import { cql } from '../heads/cql.ts';
import { hlGaussHead } from '../heads/hlGaussHead.ts';
import { iqnHead } from '../heads/iqnHead.ts';
import { largeMargin } from '../heads/largeMargin.ts';
import { munchausenHead } from '../heads/munchausenHead.ts';
import { quantileHead } from '../heads/quantileHead.ts';
import { cvar } from '../heads/risk.ts';
import { boltzmann } from '../policies/boltzmann.ts';
import { epsilonZGreedy } from '../policies/epsilonZGreedy.ts';
import { randomShifts } from '../regimes/randomShifts.ts';
import { redo } from '../regimes/redo.ts';
import { shrinkAndPerturb } from '../regimes/shrinkAndPerturb.ts';
import type { SamplerSpec } from '../replay/sampler.ts';
import { demonstrationBonus } from '../replay/samplers/demonstrationBonus.ts';
import { prioritized } from '../replay/samplers/prioritized.ts';
import { ranked } from '../replay/samplers/ranked.ts';
import { cosine } from '../schedules/cosine.ts';
import { exponential } from '../schedules/exponential.ts';
import { piecewise } from '../schedules/piecewise.ts';
import { polynomial } from '../schedules/polynomial.ts';
import type { PartMaker } from './restoreAgent.ts';

/**
 * What makes each part of the library that an agent can be made with, by its kind:
 * for {@link restoreAgent}, where it does not matter that all of them come along.
 *
 * @category Checkpoints
 */
export const agentParts: Readonly<Record<string, PartMaker>> = {
  c51: c51Head,
  quantile: quantileHead,
  iqn: iqnHead,
  munchausen: munchausenHead,
  hlGauss: hlGaussHead,
  cql,
  largeMargin,
  cvar: ({ level }: { readonly level: number }) => cvar(level),
  boltzmann,
  epsilonZGreedy,
  prioritized,
  ranked,
  demonstrationBonus: ({ sampler, bonus }: BonusOptions) => demonstrationBonus(sampler, { bonus }),
  cosine,
  exponential,
  piecewise,
  polynomial,
  shrinkAndPerturb,
  redo,
  randomShifts,
};

/** What a demonstration bonus says that it was made from. */
interface BonusOptions {
  readonly sampler: SamplerSpec;
  readonly bonus: number;
}
