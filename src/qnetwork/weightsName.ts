import type { WeightsName } from '../engines/engine.ts';
import { requireChoice } from '../validation/options.ts';

const names: readonly WeightsName[] = ['online', 'target'];

/** @throws {OptionsError} If it is no copy of the weights. */
export function requireWeightsName(option: string, given: WeightsName): WeightsName {
  return requireChoice(option, given, names);
}
