import { OptionsError } from '../errors.ts';
import { hintOfCall, show } from '../validation/options.ts';
import { adamw } from './adamw.ts';
import { adam, rmsprop, sgd, type OptimizerSpec } from './optimizer.ts';
import { radam } from './radam.ts';

/**
 * Checks a description of an optimizer, which may have been written by hand
 * or read from a file.
 *
 * @throws {OptionsError} If it is none of `adam`, `adamw`, `radam`, `sgd` and
 *   `rmsprop`, or one of its numbers is out of range.
 */
export function resolveOptimizer(optimizer: OptimizerSpec): OptimizerSpec {
  const given = optimizer as OptimizerSpec | null | undefined;
  switch (given?.type) {
    case 'adam':
      return adam(withoutType(given));
    case 'adamw':
      return adamw(withoutType(given));
    case 'radam':
      return radam(withoutType(given));
    case 'sgd':
      return sgd(withoutType(given));
    case 'rmsprop':
      return rmsprop(withoutType(given));
    default:
      throw new OptionsError(
        'optimizer must be made by adam(…), adamw(…), radam(…), sgd(…) or rmsprop(…); ' +
          `received ${show(optimizer)}.${hintOfCall(optimizer)}`,
      );
  }
}

function withoutType<T extends OptimizerSpec>({ type: _, ...options }: T): Omit<T, 'type'> {
  return options;
}
