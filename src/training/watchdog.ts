import { OptionsError } from '../errors.ts';
import { QNetwork } from '../qnetwork/qNetwork.ts';
import { StateReader } from '../state/stateReader.ts';
import {
  rejectUnknownOptions,
  requireFunction,
  requireInteger,
  requireNumber,
  show,
} from '../validation/options.ts';
import type { Consumer } from './consumer.ts';
import type { UpdatesEvent } from './events.ts';
import { at, SMALLER, valueRange, WatchRules } from './watchRules.ts';
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
   * @default 5,000, where there is no `everyUpdates`; 5,000 updates while no steps are taken, as in
   *   `trainOffline`
   */
  readonly everyEnvironmentSteps?: number;
  /**
   * In its place: updates between two looks, at least 1.
   *
   * @default none
   */
  readonly everyUpdates?: number;
  /**
   * The largest size that a value can have, where that is known: of the discounted return of an
   * episode. Values beyond it are then told, in `trainOffline` as well, where there are no
   * episodes to go by.
   *
   * @default ten times the largest return of an episode so far
   */
  readonly largestValue?: number;
  /** Is told what looks wrong and what to try, each kind once; such as `console.warn`. */
  readonly tell: (message: string) => void;
}

/** Environment steps, or updates, between two looks, unless told otherwise. */
const EVERY = 5_000;
/** Looks in a row at which a unit got no gradient. */
const LOOKS = 5;

/**
 * Watches a training for what commonly goes wrong, and says what to try: values far beyond what
 * can be earned, values at an end of the range of `c51Head` or `hlGaussHead`, weights that are not
 * finite, layers whose units are dead, no gradient, returns that are all alike, and that nothing was
 * learned. It goes by rules of thumb, and changes nothing. Its state keeps what was told, so that a training that is resumed does not
 * tell it again.
 *
 * @throws {OptionsError} If an option is unknown or out of range.
 * @category Training
 */
export function watchdog(options: WatchdogOptions): Consumer {
  rejectUnknownOptions(
    'watchdog',
    options,
    ['network', 'everyEnvironmentSteps', 'everyUpdates', 'largestValue', 'tell'],
    { 'largestReturn maxReturn maxValue': 'largestValue' },
  );
  const { network, everyEnvironmentSteps, everyUpdates, largestValue, tell } = options;
  const isDue = resolveRhythm(everyEnvironmentSteps, everyUpdates);
  if (largestValue !== undefined) {
    requireNumber('watchdog.largestValue', largestValue, { min: 0, exclusiveMin: true });
  }
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
  const range = network ? valueRange(network.head) : null;
  const events = new WatchRules(sayOnce, largestValue ?? null, range);
  const units = new Map<string, Uint8Array>();
  let looked: Counts = { steps: 0, updates: 0 };
  /** The environment steps of the updates before; none can have been taken if they are the same. */
  let stepsBefore = 0;

  const look = async (of: QNetwork, event: UpdatesEvent): Promise<void> => {
    looked = { steps: event.environmentSteps, updates: event.updates };
    for (const [name, { isFinite }] of Object.entries(weightStatistics(await of.getWeights()))) {
      if (!isFinite) sayOnce('weights', `${at(event)} ${name} is not finite.${SMALLER}`);
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
        `${at(event)} ${dead} of the ${looks.length} units of ${name} are dead: they have ` +
          `got no gradient for ${LOOKS} looks.${SMALLER} Bring observations to numbers near 1, or take ` +
          "another activation: mlp({ hidden, activation: 'elu' }).",
      );
    }
  };
  return {
    on(event) {
      events.observe(event);
      if (!network || event.type !== 'updates') return undefined;
      const { environmentSteps: steps, updates } = event;
      const stands = steps === stepsBefore;
      stepsBefore = steps;
      return isDue({ steps, updates }, looked, stands) ? look(network, event) : undefined;
    },
    getState: () => ({
      told: [...told],
      lookedAt: looked.steps,
      lookedAtUpdate: looked.updates,
      stepsBefore,
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
      const steps = reader.count('lookedAt');
      // Those that were saved before updates were counted too look again at once, where updates count.
      const isOld = !Object.hasOwn(state, 'lookedAtUpdate');
      const lookedNow = { steps, updates: isOld ? 0 : reader.count('lookedAtUpdate') };
      const before = isOld ? 0 : reader.count('stepsBefore');
      const saved = reader.record('units');
      const inside = new StateReader('watchdog', saved);
      const looks = Object.keys(saved).map(
        (name) => [name, inside.tensor(name, Uint8Array, [null])] as const,
      );
      const takeOverEvents = events.prepareState(reader.record('events'));
      return () => {
        told.clear();
        for (const kind of kinds as readonly string[]) told.add(kind);
        looked = lookedNow;
        stepsBefore = before;
        units.clear();
        for (const [name, counts] of looks) units.set(name, counts);
        takeOverEvents();
      };
    },
  };
}

/** Where a training stands. */
interface Counts {
  readonly steps: number;
  readonly updates: number;
}

/** @returns Whether the network is to be looked at again; `stands` where no steps are taken. */
function resolveRhythm(
  bySteps: number | undefined,
  byUpdates: number | undefined,
): (now: Counts, looked: Counts, stands: boolean) => boolean {
  if (bySteps !== undefined && byUpdates !== undefined) {
    throw new OptionsError(
      'watchdog takes everyEnvironmentSteps or everyUpdates, and not both; received ' +
        `${show(bySteps)} and ${show(byUpdates)}. Leave one out.`,
    );
  }
  const everySteps = bySteps ?? EVERY;
  const everyUpdates = byUpdates ?? EVERY;
  requireInteger('watchdog.everyEnvironmentSteps', everySteps, { min: 1 });
  requireInteger('watchdog.everyUpdates', everyUpdates, { min: 1 });
  const passed = (every: number, now: number, then: number): boolean =>
    Math.floor(now / every) > Math.floor(then / every);
  return (now, looked, stands) => {
    const countsUpdates = byUpdates !== undefined || (bySteps === undefined && stands);
    return countsUpdates
      ? passed(everyUpdates, now.updates, looked.updates)
      : passed(everySteps, now.steps, looked.steps);
  };
}

/** Whether it is a network, with its methods in place. */
function isNetwork(given: unknown): given is QNetwork {
  if (!(given instanceof QNetwork)) return false;
  const { gradient, getWeights } = given as Partial<QNetwork>;
  return typeof gradient === 'function' && typeof getWeights === 'function';
}
