import type { State } from '../state/state.ts';
import { CommandError } from './command.ts';
import { isRecord } from './describedPart.ts';

const RANGE: State = { min: -10, max: 10 };
const RAMP: State = { from: 1, to: 0.05, over: 10_000 };

/**
 * Kinds of the library whose makers need options, as there is no value that suits everywhere, with an
 * example of each. A test compares it with the makers.
 */
export const REQUIRED: Readonly<Record<string, State>> = {
  c51: RANGE,
  hlGauss: RANGE,
  cvar: { level: 0.25 },
  epsilonGreedy: { epsilon: 0.05 },
  epsilonZGreedy: { epsilon: 0.05 },
  boltzmann: { temperature: 0.1 },
  demonstrationBonus: { sampler: { kind: 'prioritized', options: {} } },
  shrinkAndPerturb: { everyEnvironmentSteps: 20_000 },
  linear: RAMP,
  cosine: RAMP,
  exponential: RAMP,
  polynomial: { ...RAMP, power: 2 },
  annealedDiscount: { from: 0.97, to: 0.99, over: 10_000 },
  piecewise: {
    points: [
      [0, 1],
      [10_000, 0.05],
    ],
  },
};

/**
 * Throws where a part lacks options that it needs: all of them at once, with the line to write.
 *
 * @param nameOf - What `--set` calls a path, such as `'sampler'` for `replay.sampler`.
 * @throws {CommandError}
 */
export function requireOptions(
  agent: State,
  nameOf: (path: string) => string,
  path: readonly string[] = [],
): void {
  for (const [name, value] of Object.entries(agent)) {
    if (!isRecord(value)) continue;
    const here = [...path, name];
    const { kind, options } = value;
    if (typeof kind === 'string' && isRecord(options)) {
      requireThese(kind, options, nameOf(here.join('.')));
    }
    requireOptions(value, nameOf, here);
  }
}

function requireThese(kind: string, given: State, name: string): void {
  const needed = Object.hasOwn(REQUIRED, kind) ? (REQUIRED[kind] as State) : {};
  const missing = Object.keys(needed).filter((option) => (given[option] ?? null) === null);
  // The factor says how long the way takes.
  const left = 'factor' in given ? missing.filter((option) => option !== 'over') : missing;
  if (left.length === 0) return;
  const added = Object.fromEntries(left.map((option) => [option, needed[option]]));
  const whole = JSON.stringify({ kind, options: { ...given, ...added } });
  throw new CommandError(
    `--set ${name}: ${kind} needs ${inWords(left)}, which ${left.length === 1 ? 'has' : 'have'} no default. Write ` +
      `--set ${name}='${whole}', with values of yours.`,
  );
}

function inWords(names: readonly string[]): string {
  return names.join(', ').replace(/, (?=[^,]*$)/, ' and ');
}
