import { ValueError } from '../../errors.ts';
import { requireRandom } from '../../random/requireRandom.ts';
import { requireInteger, show } from '../../validation/options.ts';
import { isFloat32Array, isInt32Array } from '../../validation/typedArrays.ts';
import type { SamplerContext, SlotDraw } from '../sampler.ts';

/**
 * Throws unless a sampler can be made in `context`.
 *
 * @param where - The function that made the spec, such as `ranked`.
 * @throws {OptionsError | ValueError} If it has no capacity, or no random stream.
 */
export function requireContext(where: string, context: SamplerContext): void {
  // A replay buffer's own always fits; a program in plain JavaScript may hand in anything.
  const { capacity, random } = Object(context) as Partial<SamplerContext>;
  requireInteger(`${where}().create({ capacity }): capacity`, capacity, { min: 1 });
  requireRandom(`${where}().create({ random })`, random);
}

/**
 * Throws unless `slot` is one of a sampler, and `priority` something to rank it by.
 *
 * @throws {ValueError}
 */
export function requireSlot(slot: number, priority: number, capacity: number): void {
  const isPriority = typeof (priority as unknown) === 'number' && priority >= 0;
  // Whole before large: a symbol cannot be compared.
  if (Number.isInteger(slot) && slot >= 0 && slot < capacity && isPriority) return;
  throw new ValueError(
    `added(slot, priority) needs a slot from 0 to ${capacity - 1} and a number of at least 0; ` +
      `received ${show(slot)} and ${show(priority)}.`,
  );
}

/**
 * Throws unless slots can be drawn into `draw`.
 *
 * @param held - How many slots hold a transition; `null` where a sampler does not count them.
 * @throws {ValueError}
 */
export function requireDraw(draw: SlotDraw, size: number, held: number | null): void {
  const { indices, weights } = Object(draw) as Partial<SlotDraw>;
  const isWhole = isInt32Array(indices) && isFloat32Array(weights);
  if (!isWhole || indices.length !== weights.length) {
    throw new ValueError(
      'sample({ indices, weights }, size) fills an Int32Array and a Float32Array of one length; ' +
        `received ${show(indices)} and ${show(weights)}.`,
    );
  }
  if (Number.isSafeInteger(size) && size >= 1 && (held === null || size === held)) return;
  throw new ValueError(
    'sample(draw, size) needs the number of slots that hold a transition' +
      `${held === null ? '' : `, which is ${held},`} of at least 1; received ${show(size)}.`,
  );
}

/**
 * Throws unless there is a TD error for each of the slots, and something in each of them.
 *
 * @param isHeld - Whether a slot holds a transition.
 * @throws {ValueError}
 */
export function requireLearned(
  slots: Int32Array,
  tdErrors: Float32Array,
  isHeld: (slot: number) => boolean,
): void {
  const areLists = isInt32Array(slots) && isFloat32Array(tdErrors);
  if (!areLists || slots.length !== tdErrors.length) {
    throw new ValueError(
      'learned(slots, tdErrors) needs an Int32Array and a Float32Array of one length; ' +
        `received ${show(slots)} and ${show(tdErrors)}.`,
    );
  }
  for (let row = 0; row < slots.length; row++) {
    const [slot, error] = [slots[row] as number, tdErrors[row] as number];
    if (Number.isFinite(error) && isHeld(slot)) continue;
    throw new ValueError(
      'learned(slots, tdErrors) needs slots that hold a transition, and a finite error for each; ' +
        `received slot ${slot} and error ${error} at index ${row}.`,
    );
  }
}

/**
 * Throws unless `size` slots can hold a transition.
 *
 * @throws {OptionsError}
 */
export function requireSize(where: string, size: number, capacity: number): void {
  requireInteger(`${where}: size`, size, { min: 0, max: capacity });
}
