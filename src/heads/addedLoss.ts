import { OptionsError, ShapeError } from '../errors.ts';
import { computeLoss, computeValues } from './callHead.ts';
import { checkInput } from './checkInput.ts';
import type { Batch } from '../replay/batch.ts';
import type { StateValue } from '../state/state.ts';
import type { Head } from './head.ts';
import { requireHead } from './requireHead.ts';
import { isStandard, standardHead } from './standardHead.ts';

/** One row of a batch, as a loss of its action values sees it. */
export interface ValuesOfRow {
  /** The values of all rows. Shape `[batch, actions]`. */
  readonly values: Float32Array;
  /** Where those of the row begin. */
  readonly first: number;
  readonly actions: number;
  /** The index of the value of the action that was taken. */
  readonly taken: number;
  /** Which actions were allowed at s, at the same places as the values; `null`: all. */
  readonly mask: Uint8Array | null;
}

/** A loss of the action values at s, which a head adds to that of another one. */
export interface AddedLoss {
  /** The function that makes the head, for messages. */
  readonly name: string;
  readonly kind: string;
  readonly options: Readonly<Record<string, StateValue>>;
  /** What the loss counts for. */
  readonly factor: number;
  /** Whether a row has this loss. */
  applies?(batch: Batch, row: number): boolean;
  /**
   * The loss of a row.
   *
   * @param gradient - Its gradient in the values, times `scale`, is added here.
   */
  evaluate(row: ValuesOfRow, gradient: Float32Array, scale: number): number;
}

/**
 * A head that does what `head` does, and adds `factor · mean(weight · loss)` to its
 * loss. TD errors stay those of `head`.
 *
 * @throws {OptionsError} If it is no head, or one whose values cannot be differentiated.
 */
export function withAddedLoss(head: Head, added: AddedLoss): Head {
  const inner = requireHead(head);
  const addValueGradient = inner.addValueGradient?.bind(inner);
  if (!addValueGradient) {
    throw new OptionsError(
      `${added.name} needs a head with addValueGradient(outputs, valueGradient, outputGradient); the ` +
        `'${inner.kind}' head has none as it was made (the built-in ones have it, c51Head without risk).`,
    );
  }
  const sum: Head = {
    kind: added.kind,
    options: { ...added.options, head: { kind: inner.kind, options: { ...inner.options } } },
    outputsPerAction: inner.outputsPerAction,
    fractions: inner.fractions,
    fractionLayer: inner.fractionLayer ?? null,
    // The loss is one of the values of all actions at s that are allowed.
    uses: { ...inner.uses, takenOnly: false, actionMasks: true },
    values(outputs, values) {
      inner.values(outputs, values);
    },
    ...(inner.distribution && { distribution: inner.distribution.bind(inner) }),
    addValueGradient,
    evaluate(input, result) {
      // Once more than the inner head, which may be the user's own.
      checkInput(added.kind, input, result, inner.fractions ? null : inner.outputsPerAction);
      computeLoss(inner, input, result);
      const { batch, actions, online } = input;
      const { size, weights } = batch;
      const mask = batch.actionMasks ?? null;
      if (size * actions > online.length) {
        throw new ShapeError(
          `${added.kind} needs an output, or more, for each of ${actions} actions of ${size} transitions; ` +
            `received ${online.length} in online.`,
        );
      }
      const values = new Float32Array(size * actions);
      const gradient = new Float32Array(size * actions);
      computeValues(inner, online, values);
      let total = 0;
      for (let row = 0; row < size; row++) {
        if (added.applies && !added.applies(batch, row)) continue;
        const first = row * actions;
        const taken = first + (batch.actions[row] as number);
        const weight = weights[row] as number;
        const scale = (added.factor * weight) / size;
        total += weight * added.evaluate({ values, first, actions, taken, mask }, gradient, scale);
      }
      result.loss += (added.factor * total) / size;
      addValueGradient(online, gradient, result.outputGradient);
    },
  };
  return isStandard(inner) ? standardHead(sum) : sum;
}
