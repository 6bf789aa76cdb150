import type { Head } from '../heads/head.ts';
import type { State, StateValue } from '../state/state.ts';
import { StateReader } from '../state/stateReader.ts';
import type { EpisodeEvent, TrainingEvent, UpdatesEvent } from './events.ts';
import { rounded } from './rounded.ts';

/** Values so many times larger than any return are none that can be earned. */
const EXPLODED = 10;
/** Values so many times the largest that there can be are not there by rounding. */
const BEYOND = 1.1;
/** What share of a head's range, next to either end of it, is its edge. */
const EDGE = 0.05;
/** Episodes in a row with the same return, of the same length unless it is 0. */
const ALIKE = 100;
/** Steps that they must have taken together: a hundred games of seven steps are soon lost by chance. */
const ALIKE_STEPS = 5_000;
/** Reports in a row in which there was no gradient. */
const REPORTS = 5;

/** What helps in most cases. */
export const SMALLER = ' Try a learning rate of a tenth, and gradientClipNorm: 10.';

/** When it was, in words; one of the counts may stand still. */
export function at({ environmentSteps, updates }: UpdatesEvent): string {
  return `At step ${environmentSteps}, update ${updates},`;
}

/** The values that a head can tell apart. */
export interface ValueRange {
  /** How the head is made, such as `'c51Head'`. */
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** How many parts there are between them. */
  readonly parts: number;
}

/** The range of `c51Head` and `hlGaussHead`, also inside a head that is put around one; null where there is none. */
export function valueRange(given: unknown): ValueRange | null {
  // One of plain JavaScript may have no options.
  if (!isHead(given)) return null;
  const { kind, options } = given;
  const { min, max, atoms, bins, head } = options;
  if (kind === 'c51' || kind === 'hlGauss') {
    const parts = Number(kind === 'c51' ? atoms : bins);
    return { name: `${kind}Head`, min: Number(min), max: Number(max), parts };
  }
  return valueRange(head);
}

function isHead(given: unknown): given is Pick<Head, 'kind' | 'options'> {
  const { kind, options } = Object(given) as { kind?: StateValue; options?: unknown };
  return typeof kind === 'string' && typeof options === 'object' && options !== null;
}

/** The rules of a watchdog that go by events alone. */
export class WatchRules {
  readonly #say: (kind: string, message: string) => void;
  readonly #largestValue: number | null;
  readonly #range: ValueRange | null;
  /** The lowest and the highest return so far, 0 among them. */
  #lowest = 0;
  #highest = 0;
  #lastReturn: number | null = null;
  #lastLength: number | null = null;
  #alike = 0;
  #alikeSteps = 0;
  #withoutGradient = 0;

  /**
   * @param say - Is told what looks wrong.
   * @param largestValue - The largest size that a value can have, if that is known.
   * @param range - The range of the head, if it has one.
   */
  constructor(
    say: (kind: string, message: string) => void,
    largestValue: number | null,
    range: ValueRange | null,
  ) {
    this.#say = say;
    this.#largestValue = largestValue;
    this.#range = range;
  }

  observe(event: TrainingEvent): void {
    if (event.type === 'episode') this.#observeReturn(event);
    else if (event.type === 'updates') this.#observeUpdates(event);
    else if (event.type === 'warning') this.#say(event.warning, event.message);
    else if (event.type === 'end' && event.nothingLearned !== null) {
      this.#say('nothing', `Nothing was learned: ${event.nothingLearned}`);
    }
  }

  getState(): State {
    return {
      lowest: this.#lowest,
      highest: this.#highest,
      lastReturn: this.#lastReturn,
      lastLength: this.#lastLength,
      alike: this.#alike,
      alikeSteps: this.#alikeSteps,
      withoutGradient: this.#withoutGradient,
    };
  }

  prepareState(state: State): () => void {
    const reader = new StateReader('watchdog', state);
    // The first states had the size of the largest return alone.
    const isOld = Object.hasOwn(state, 'largestReturn');
    const lastReturn = state['lastReturn'] === null ? null : reader.number('lastReturn');
    // Its sign is most likely that of the last one.
    const size = isOld ? reader.number('largestReturn') : 0;
    const isLow = (lastReturn ?? 0) < 0;
    const lowest = isOld ? (isLow ? -size : 0) : reader.number('lowest');
    const highest = isOld ? (isLow ? 0 : size) : reader.number('highest');
    // Earlier states have no lengths.
    const alikeSteps = Object.hasOwn(state, 'alikeSteps') ? reader.count('alikeSteps') : 0;
    const lastLength = (state['lastLength'] ?? null) === null ? null : reader.count('lastLength');
    const [alike, withoutGradient] = [reader.count('alike'), reader.count('withoutGradient')];
    return () => {
      [this.#lowest, this.#highest] = [lowest, highest];
      [this.#lastReturn, this.#lastLength] = [lastReturn, lastLength];
      [this.#alike, this.#alikeSteps] = [alike, alikeSteps];
      this.#withoutGradient = withoutGradient;
    };
  }

  #observeReturn({ return: value, length, environmentSteps: step }: EpisodeEvent): void {
    this.#lowest = Math.min(this.#lowest, value);
    this.#highest = Math.max(this.#highest, value);
    // The same reward sooner or later is not the same once it is discounted; none at all is.
    const isAsLong = value === 0 || this.#lastLength === null || length === this.#lastLength;
    const isAlike = value === this.#lastReturn && isAsLong;
    this.#alike = isAlike ? this.#alike + 1 : 1;
    this.#alikeSteps = isAlike ? this.#alikeSteps + length : length;
    [this.#lastReturn, this.#lastLength] = [value, length];
    if (this.#alike < ALIKE || this.#alikeSteps < ALIKE_STEPS) return;
    this.#say(
      'alike',
      `Up to step ${step} the last ${this.#alike} episodes had the same return, ${rounded(value)}. If that is not the ` +
        'best one, there is nothing to learn from: explore more and for longer (epsilon, epsilonZGreedy), ' +
        'or pay for getting nearer (TransformReward).',
    );
  }

  #observeUpdates(event: UpdatesEvent): void {
    this.#observeSize(event);
    this.#observeRange(event);
    this.#withoutGradient = event.gradientNorm === 0 ? this.#withoutGradient + 1 : 0;
    if (this.#withoutGradient < REPORTS) return;
    this.#say(
      'gradient',
      `Up to step ${event.environmentSteps} the gradient was 0 in ${REPORTS} reports in a row: the network is ` +
        `dead, or its values are right to the last bit.${SMALLER} Look at rewards and observations.`,
    );
  }

  /** Where values are larger than what can be earned. */
  #observeSize(event: UpdatesEvent): void {
    const size = Math.abs(event.meanQ);
    const known = this.#largestValue;
    const largest = Math.max(this.#highest, -this.#lowest);
    // Without an episode nothing is known of returns. All of 0 are returns too.
    if (known === null && this.#lastReturn === null) return;
    const most = known === null ? EXPLODED * Math.max(1, largest) : BEYOND * known;
    // An agent of a user's own may report NaN, where it has no values.
    if (!(size > most)) return;
    const reason =
      known === null
        ? `no episode had a return beyond ±${rounded(largest)}: they explode`
        : `no value can be beyond ±${rounded(known)}: they are too high, or explode`;
    const offline =
      known === null
        ? ''
        : ' In learning from recordings alone, put cql({ head }) around the head.';
    this.#say(
      'values',
      `${at(event)} values are about ${rounded(event.meanQ)}, and ${reason}.${SMALLER} Copy the ` +
        'target more rarely, use double: true, and check that the end of an episode is told as terminated.' +
        offline,
    );
  }

  /** Where values are at an end of the head's range, and returns lie beyond it. */
  #observeRange(event: UpdatesEvent): void {
    if (this.#range === null) return;
    const { name, min, max, parts } = this.#range;
    const edge = (max - min) * Math.max(EDGE, 1 / parts);
    const isHigh = this.#highest > max && event.meanQ > max - edge;
    if (!isHigh && !(this.#lowest < min && event.meanQ < min + edge)) return;
    const [end, value, told] = isHigh ? ['max', max, this.#highest] : ['min', min, this.#lowest];
    this.#say(
      'range',
      `${at(event)} values are about ${rounded(event.meanQ)}, at the end of the range of ${name}, ` +
        `${end}: ${value}, and an episode had a return of ${rounded(told)}. What lies beyond counts as the end, so ` +
        'that actions cannot be told apart. Let min and max hold all discounted returns, or bring rewards to size.',
    );
  }
}
