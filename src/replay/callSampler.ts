import { ValueError } from '../errors.ts';
import { abandonPromise } from '../protocol/abandonPromise.ts';
import { requireOwnState, requireTakeOver } from '../protocol/ownState.ts';
import type { State } from '../state/state.ts';
import type { Sampler, SlotDraw } from './sampler.ts';

// A sampler may be the user's own, in plain JavaScript: what it leaves out is told at the call.

/** Stands where a sampler is to write a slot. */
const UNFILLED = -1;

/**
 * Has a sampler fill a draw. Weights are 1 where it leaves them.
 *
 * @param size - How many slots hold a transition.
 * @throws {ValueError} If it does not.
 */
export function drawBy(sampler: Sampler, draw: SlotDraw, size: number): void {
  draw.indices.fill(UNFILLED);
  draw.weights.fill(1);
  const answering: { sample(draw: SlotDraw, size: number): unknown } = sampler;
  const returned = answering.sample(draw, size);
  if (returned !== undefined && abandonPromise(returned)) {
    throw new ValueError(
      'sample(draw, size) of the sampler must fill draw before it returns; received a promise. Write it ' +
        'without async.',
    );
  }
  requireFilled(draw, size);
}

/**
 * The state of a sampler.
 *
 * @throws {ValueError} If it gives none.
 */
export function stateOfSampler(sampler: Sampler, size: number): State {
  return requireOwnState('getState(size) of the sampler', sampler.getState(size));
}

/**
 * What takes a state over.
 *
 * @throws {ValueError} If the sampler gives no function.
 * @throws What the sampler throws for a state that does not fit.
 */
export function prepareSampler(sampler: Sampler, state: State, size: number): () => void {
  const takeOver = sampler.prepareState(state, size);
  return requireTakeOver('prepareState(state, size) of the sampler', takeOver);
}

/**
 * Throws unless a sampler has filled a draw: a slot without a transition would be learned
 * from as if it held one.
 *
 * @param size - How many slots hold a transition.
 */
function requireFilled({ indices, weights }: SlotDraw, size: number): void {
  let isWeighty = false;
  for (let row = 0; row < indices.length; row++) {
    const slot = indices[row] as number;
    const weight = weights[row] as number;
    if (!(slot >= 0 && slot < size)) {
      const found = slot === UNFILLED ? `was left as it was (${UNFILLED})` : `is ${slot}`;
      throw new ValueError(
        `sample(draw, size) of the sampler must fill draw.indices with slots from 0 to ${size - 1}, those ` +
          `that hold a transition; indices[${row}] ${found}. Draw below size, not below the capacity.`,
      );
    }
    if (!(weight >= 0 && weight < Infinity)) {
      throw new ValueError(
        'sample(draw, size) of the sampler must fill draw.weights with finite numbers of at least 0; ' +
          `weights[${row}] is ${weight}. Where draws need no correction, fill them with 1.`,
      );
    }
    isWeighty ||= weight > 0;
  }
  if (isWeighty) return;
  throw new ValueError(
    'sample(draw, size) of the sampler left all of draw.weights at 0, so that nothing would be learned. ' +
      'Where draws need no correction, fill them with 1.',
  );
}
