import { exponential } from './exponential.ts';
import type { RampOptions } from './ramp.ts';
import { describedSchedule, type Schedule } from './schedule.ts';

/** γ, where what is left to 1 goes by the same factor at every count. */
export function annealedDiscount(options: Pick<RampOptions, 'from' | 'to' | 'over'>): Schedule {
  const { from, to, over } = options;
  const rest = exponential({ from: 1 - from, to: 1 - to, over });
  return describedSchedule('annealedDiscount', { from, to, over }, (updates) => 1 - rest(updates));
}
