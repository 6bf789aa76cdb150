import { OptionsError } from '../errors.ts';
import { QNetwork } from '../qnetwork/qNetwork.ts';
import type { State } from '../state/state.ts';
import { StateReader } from '../state/stateReader.ts';
import {
  rejectUnknownOptions,
  requireFunction,
  requireInteger,
  show,
} from '../validation/options.ts';
import type { Consumer } from './consumer.ts';
import type { TrainingEvent, UpdatesEvent } from './events.ts';
import { silentUnits, weightStatistics } from './weightStatistics.ts';

/**
 * Options of {@link watchdog}.
 *
 * @category Training
 */
export interface WatchdogOptions {
  /**
   * The network, such as `agent.network`, whose weights and gradients are looked at.
   *
   * @default they are not
   */
  readonly network?: QNetwork;
  /**
   * Environment steps between two looks at the network, at least 1.
   *
   * @default 5,000
   */
  readonly everyEnvironmentSteps?: number;
  /** Is told what looks wrong and what to try, each kind once; such as `console.warn`. */
  readonly tell: (message: string) => void;
}

/** Values so many times larger than any return are none that can be earned. */
const EXPLODED = 10;
/** Episodes in a row with the same return. */
const ALIKE = 100;
/** Looks in a row at which a unit got no gradient. */
const LOOKS = 5;

/**
 * Watches a training for what commonly goes wrong, and says what to try: values far beyond what
 * can be earned, weights that are not finite, layers whose units are dead, no gradient,
 * returns that are all alike, and that nothing was learned. It goes by rules of thumb, and
 * changes nothing. Its state keeps what was told, so that a training that is resumed does not
 * tell it again.
 *
 * @throws {OptionsError} If an option is unknown or out of range.
 * @category Training
 */
export function watchdog(options: WatchdogOptions): Consumer {
  rejectUnknownOptions('watchdog', options, ['network', 'everyEnvironmentSteps', 'tell']);
  const { network, everyEnvironmentSteps = 5_000, tell } = options;
  requireInteger('watchdog.everyEnvironmentSteps', everyEnvironmentSteps, { min: 1 });
  requireFunction('watchdog.tell', tell);
  if (network !== undefined && !isNetwork(network)) {
    throw new OptionsError(
      `watchdog.network must be a QNetwork, such as agent.network; received ${show(network)}.`,
    );
  }
  const told = new Set<string>();
  const sayOnce = (kind: string, message: string): void => {
    if (told.has(kind)) return;
    told.add(kind);
    tell(message);
  };
  const events = new EventRules(sayOnce);
  const units = new Map<string, Uint8Array>();
  let lookedAt = 0;

  const look = async (of: QNetwork, { environmentSteps }: UpdatesEvent): Promise<void> => {
    lookedAt = environmentSteps;
    for (const [name, { isFinite }] of Object.entries(weightStatistics(await of.getWeights()))) {
      if (!isFinite)
        sayOnce('weights', `At step ${environmentSteps} ${name} is not finite.${SMALLER}`);
    }
    for (const [name, silent] of silentUnits(await of.gradient())) {
      const looks = units.get(name) ?? new Uint8Array(silent.length);
      units.set(name, looks);
      for (const [unit, isSilent] of silent.entries()) {
        looks[unit] = isSilent ? Math.min(LOOKS, looks[unit]! + 1) : 0;
      }
      const dead = looks.filter((count) => count === LOOKS).length;
      if (2 * dead <= looks.length) continue;
      sayOnce(
        name,
        `At step ${environmentSteps} ${dead} of the ${looks.length} units of ${name} are dead: they have ` +
          `got no gradient for ${LOOKS} looks.${SMALLER} Bring observations to numbers near 1, or take ` +
          "another activation: mlp({ hidden, activation: 'elu' }).",
      );
    }
  };
  return {
    on(event) {
      events.observe(event);
      if (!network || event.type !== 'updates') return undefined;
      const { floor } = Math;
      const isDue =
        floor(event.environmentSteps / everyEnvironmentSteps) >
        floor(lookedAt / everyEnvironmentSteps);
      return isDue ? look(network, event) : undefined;
    },
    getState: () => ({
      told: [...told],
      lookedAt,
      units: Object.fromEntries(
        [...units].map(([name, looks]) => [name, { shape: [looks.length], data: looks.slice() }]),
      ),
      events: events.getState(),
    }),
    prepareState(state) {
      const reader = new StateReader('watchdog', state);
      const kinds: unknown = state['told'];
      if (!Array.isArray(kinds) || !kinds.every((kind) => typeof kind === 'string')) {
        throw reader.error('told must be a list of texts');
      }
      const at = reader.count('lookedAt');
      const saved = reader.record('units');
      const inside = new StateReader('watchdog', saved);
      const looks = Object.keys(saved).map(
        (name) => [name, inside.tensor(name, Uint8Array, [null])] as const,
      );
      const takeOverEvents = events.prepareState(reader.record('events'));
      return () => {
        told.clear();
        for (const kind of kinds as readonly string[]) told.add(kind);
        lookedAt = at;
        units.clear();
        for (const [name, counts] of looks) units.set(name, counts);
        takeOverEvents();
      };
    },
  };
}

const SMALLER = ' Try a learning rate of a tenth, and gradientClipNorm: 10.';

/** The rules that go by events alone. */
class EventRules {
  readonly #say: (kind: string, message: string) => void;
  /** The largest return so far, whatever its sign. */
  #largestReturn = 0;
  #lastReturn: number | null = null;
  #alike = 0;
  #withoutGradient = 0;

  constructor(say: (kind: string, message: string) => void) {
    this.#say = say;
  }

  observe(event: TrainingEvent): void {
    if (event.type === 'episode') this.#observeReturn(event.return, event.environmentSteps);
    else if (event.type === 'updates') this.#observeUpdates(event);
    else if (event.type === 'warning') this.#say(event.warning, event.message);
    else if (event.type === 'end' && event.nothingLearned !== null) {
      this.#say('nothing', `Nothing was learned: ${event.nothingLearned}`);
    }
  }

  getState(): State {
    return {
      largestReturn: this.#largestReturn,
      lastReturn: this.#lastReturn,
      alike: this.#alike,
      withoutGradient: this.#withoutGradient,
    };
  }

  prepareState(state: State): () => void {
    const reader = new StateReader('watchdog', state);
    const largestReturn = reader.number('largestReturn');
    const lastReturn = state['lastReturn'] === null ? null : reader.number('lastReturn');
    const [alike, withoutGradient] = [reader.count('alike'), reader.count('withoutGradient')];
    return () => {
      this.#largestReturn = largestReturn;
      this.#lastReturn = lastReturn;
      this.#alike = alike;
      this.#withoutGradient = withoutGradient;
    };
  }

  #observeReturn(value: number, step: number): void {
    this.#largestReturn = Math.max(this.#largestReturn, Math.abs(value));
    this.#alike = value === this.#lastReturn ? this.#alike + 1 : 1;
    this.#lastReturn = value;
    if (this.#alike < ALIKE) return;
    this.#say(
      'alike',
      `Up to step ${step} the last ${ALIKE} episodes had the same return, ${value}. If that is not the ` +
        'best one, there is nothing to learn from: explore more and for longer (epsilon, epsilonZGreedy), ' +
        'or pay for getting nearer (TransformReward).',
    );
  }

  #observeUpdates({ meanQ, gradientNorm, environmentSteps }: UpdatesEvent): void {
    if (this.#largestReturn > 0 && Math.abs(meanQ) > EXPLODED * Math.max(1, this.#largestReturn)) {
      this.#say(
        'values',
        `At step ${environmentSteps} values are about ${meanQ.toPrecision(3)}, and no episode had a return ` +
          `beyond ±${this.#largestReturn}: they explode.${SMALLER} Copy the target more rarely, use ` +
          'double: true, and check that the end of an episode is told as terminated.',
      );
    }
    this.#withoutGradient = gradientNorm === 0 ? this.#withoutGradient + 1 : 0;
    if (this.#withoutGradient < LOOKS) return;
    this.#say(
      'gradient',
      `Up to step ${environmentSteps} the gradient was 0 in ${LOOKS} reports in a row: the network is ` +
        `dead, or its values are right to the last bit.${SMALLER} Look at rewards and observations.`,
    );
  }
}

/** Whether it is a network, with its methods in place. */
function isNetwork(given: unknown): given is QNetwork {
  if (!(given instanceof QNetwork)) return false;
  const { gradient, getWeights } = given as Partial<QNetwork>;
  return typeof gradient === 'function' && typeof getWeights === 'function';
}
