import type { EnvironmentSource } from '../environmentSource.ts';
import type { CommandParts } from '../ownParts.ts';
import { requireAgents } from '../runs.ts';
import { trialsOf, type SweepPlan, type Trial } from './plan.ts';
import { settingsOf } from './trialRun.ts';

/**
 * Makes an agent with each value of a sweep, beside the others of its first trial: what is wrong
 * with one is said before anything is written, and not by each run. Two values that do not suit
 * each other are found by the trial that has them.
 *
 * @param mayLack - Whether this machine need not have the environment, as others play the trials.
 * @throws {DeepQError} If no agent can be made with one of them, naming the settings.
 */
export async function requireSettings(
  plan: SweepPlan,
  source: EnvironmentSource,
  parts: CommandParts,
  mayLack: boolean,
): Promise<void> {
  const [first = {}] = trialsOf(plan);
  const all = Object.entries(plan.settings).flatMap(([key, values]) =>
    ends(values)
      .filter((value) => value !== first[key])
      .map((value): Trial => ({ ...first, [key]: value })),
  );
  const plans = [first, ...all].map((trial) => ({
    ...{ source, parts, seed: 1 },
    settings: settingsOf(trial),
  }));
  await requireAgents(plans, mayLack);
}

/** All values of a list; of a range those between which it lies. */
function ends(values: SweepPlan['settings'][string]): readonly unknown[] {
  if (!('from' in values)) return values;
  const { from, to, whole } = values;
  return whole ? [Math.round(from), Math.round(to)] : [from, to];
}
