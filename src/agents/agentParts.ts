import { c51Head } from '../heads/c51Head.ts';
import { hlGaussHead } from '../heads/hlGaussHead.ts';
import { iqnHead } from '../heads/iqnHead.ts';
import { munchausenHead } from '../heads/munchausenHead.ts';
import { quantileHead } from '../heads/quantileHead.ts';
import { boltzmann } from '../policies/boltzmann.ts';
import { epsilonZGreedy } from '../policies/epsilonZGreedy.ts';
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
  boltzmann,
  epsilonZGreedy,
  prioritized,
  ranked,
  cosine,
  exponential,
  piecewise,
  polynomial,
};
