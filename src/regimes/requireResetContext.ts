import { OptionsError } from '../errors.ts';
import { QNetwork } from '../qnetwork/qNetwork.ts';
import { requireRandom } from '../random/requireRandom.ts';
import { show } from '../validation/options.ts';
import type { ResetContext } from './resets.ts';

/**
 * Returns what resets are made from, as an agent hands it in.
 *
 * @param where - The function that made the spec, such as `redo`.
 * @throws {OptionsError | ValueError} If it has no network, or no random stream.
 */
export function requireResetContext(where: string, context: ResetContext): ResetContext {
  // An agent's own always fits; a program in plain JavaScript may hand in anything.
  const { network, random } = Object(context) as Partial<ResetContext>;
  if (!(network instanceof QNetwork)) {
    throw new OptionsError(
      `${where}().create({ network, random }) needs a QNetwork; received ${show(network)}. Pass ${where}(…) ` +
        'itself to DQNAgent, which calls create.',
    );
  }
  requireRandom(`${where}().create({ random })`, random);
  return { network, random: random as ResetContext['random'] };
}
