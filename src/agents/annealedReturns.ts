import { returnsRanges, type ReturnsOptions } from '../replay/returns.ts';
import { toSchedule, type ScheduleRange } from '../schedules/resolve.ts';
import { describedSchedule, type Schedule } from '../schedules/schedule.ts';

/**
 * What of the returns changes as training goes on: schedules that count the updates
 * since the network was reset last, or since the start.
 *
 * @category Agents
 */
export interface AnnealedReturns {
  /** How many rewards are summed, before it is rounded; left out where it is fixed. */
  readonly nStep?: Schedule;
  /** γ; left out where it is fixed. */
  readonly discount?: Schedule;
}

/** What was said of returns: numbers or schedules. */
interface Given {
  readonly nStep?: number | Schedule | undefined;
  readonly discount?: number | Schedule | undefined;
}

const { steps, discount: discounts } = returnsRanges;

const nSteps = {
  requirement: `a number that rounds to one from ${steps.min} to ${steps.max}`,
  allows: (value: number) => Math.round(value) >= steps.min && Math.round(value) <= steps.max,
};

const discountRange = {
  requirement: `a number from ${discounts.min} to ${discounts.max}`,
  allows: (value: number) => value >= discounts.min && value <= discounts.max,
};

/** The schedules among the options; `null` where there is none. */
export function resolveAnnealed({ nStep, discount }: Given): AnnealedReturns | null {
  if (typeof nStep !== 'function' && typeof discount !== 'function') return null;
  return {
    ...(typeof nStep === 'function' && { nStep: checked('nStep', nStep, nSteps) }),
    ...(typeof discount === 'function' && {
      discount: checked('discount', discount, discountRange),
    }),
  };
}

/** A schedule whose values are checked, and that still says what it was made from. */
function checked(name: string, given: Schedule, range: ScheduleRange): Schedule {
  const schedule = toSchedule(name, given, range);
  const { kind, options = {} } = given;
  return typeof kind === 'string' ? describedSchedule(kind, options, schedule) : schedule;
}

/**
 * The returns at a time; what is fixed is left out.
 *
 * @param updates - Updates since the last reset, or since the start.
 * @throws {ValueError} If a schedule returns a number that is out of range.
 */
export function returnsAt({ nStep, discount }: AnnealedReturns, updates: number): ReturnsOptions {
  return {
    ...(nStep && { steps: Math.round(nStep(updates)) }),
    ...(discount && { discount: discount(updates) }),
  };
}
