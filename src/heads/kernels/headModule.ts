import type { Batch } from '../../replay/batch.ts';
import { isStandard } from '../standardHead.ts';
import { noneAllowed } from '../targets.ts';
import type { BoundKernels, HeadKernels, KernelMemory, Pointer, RunKernel } from './headKernels.ts';

/** A module of kernels/heads, and what it is to know. */
export interface HeadModule {
  /** Its text. */
  readonly module: string;
  /** What it is to know of the head. */
  readonly parameters: readonly number[];
  readonly outputsPerAction: number;
  /** Whether the online network picks the action of the target. */
  readonly double: boolean;
  /** How many numbers it works in. */
  readonly scratchSize: number;
  /** Nanoseconds that a transition takes, about. */
  readonly nanoseconds: (actions: number) => number;
}

/** The kernels of a head whose module is called as kernels/heads/support.ts has it. */
export function headModule(given: HeadModule): HeadKernels {
  const { module, scratchSize } = given;
  const kernels: Omit<HeadKernels, 'module'> = {
    scratchSize,
    suit: isStandard,
    bind: (memory, run) => bind(given, memory, run),
  };
  // Not enumerable, so that a head that is printed does not show all of its text.
  return Object.defineProperty(kernels, 'module', { value: module }) as HeadKernels;
}

function bind(
  { parameters, outputsPerAction, double, scratchSize, nanoseconds }: HeadModule,
  memory: KernelMemory,
  run: RunKernel,
): BoundKernels {
  const scratch = memory.allocate(scratchSize);
  const known = memory.allocate(2 * (2 + parameters.length));
  let columns = layOut(memory, 0, 0);
  let tdErrors = new Float32Array(0);

  /** @returns Where the masks are; 0 for none. */
  const load = (batch: Batch, actions: number): Pointer => {
    const { size } = batch;
    const nextActionMasks = batch.nextActionMasks ?? null;
    if (nextActionMasks !== null) requireAllowed(batch, nextActionMasks, actions);
    if (columns.capacity < size || columns.actions !== actions) {
      // What was laid out before is not given back.
      columns = layOut(memory, Math.max(size, 2 * columns.capacity), actions);
    }
    const { floats, bytes } = memory;
    const numbers = new Float64Array(floats.buffer, known, 2 + parameters.length);
    numbers.set([actions, size, ...parameters]);
    if (nextActionMasks !== null) bytes.set(nextActionMasks, columns.masks);
    return nextActionMasks === null ? 0 : columns.masks;
  };

  return {
    choose(batch, actions, nextOnline) {
      const masks = load(batch, actions);
      const { size } = batch;
      const row = 4 * actions * outputsPerAction;
      const { chosen } = columns;
      const first = [nextOnline.outputs, masks, chosen, known, size];
      const time = 4 * actions * outputsPerAction * size;
      run('choose', time, size, first, [row, masks === 0 ? 0 : actions, 4]);
      return chosen;
    },
    evaluate(batch, actions, training, nextTarget, nextOnline, chosen) {
      const { outputs: online, taken, outputGradient: gradient } = training;
      const { size, weights } = batch;
      const isChosen = chosen !== 0;
      const masks = isChosen ? 0 : load(batch, actions);
      if (tdErrors.length !== size) tdErrors = new Float32Array(size);
      const { rewards, discounts, losses, values } = columns;
      const { floats } = memory;
      floats.set(batch.rewards, rewards / 4);
      floats.set(batch.discounts, discounts / 4);
      floats.set(weights, columns.weights / 4);
      const chooser = isChosen ? 0 : ((double && nextOnline) || nextTarget).outputs;
      const row = 4 * actions * outputsPerAction;
      // prettier-ignore
      run('evaluate', nanoseconds(actions) * size, size, [
        online, nextTarget.outputs, chooser, taken, rewards, discounts, columns.weights, masks,
        gradient, columns.tdErrors, losses, values, chosen, known, size, scratch,
      ], [
        row, row, isChosen ? 0 : row, 4, 4, 4, 4, masks === 0 ? 0 : actions,
        row, 4, 4, 4, 4, 0, 0, 0,
      ]);
      tdErrors.set(floats.subarray(columns.tdErrors / 4, columns.tdErrors / 4 + size));
      let loss = 0;
      let meanQ = 0;
      for (let at = 0; at < size; at++) {
        loss += (weights[at] as number) * (floats[losses / 4 + at] as number);
        meanQ += floats[values / 4 + at] as number;
      }
      return { loss: loss / size, meanQ: meanQ / size, tdErrors };
    },
  };
}

/** Places for what goes in and comes out beside outputs and gradient. */
function layOut(memory: KernelMemory, capacity: number, actions: number) {
  const column = (): number => memory.allocate(capacity);
  return {
    capacity,
    actions,
    rewards: column(),
    discounts: column(),
    weights: column(),
    tdErrors: column(),
    losses: column(),
    values: column(),
    chosen: column(),
    masks: memory.allocate(Math.ceil((capacity * actions) / 4)),
  };
}

/** @throws {ShapeError} If a mask allows no action though the future counts. */
function requireAllowed(
  { size, discounts }: Batch,
  masks: ArrayLike<number>,
  actions: number,
): void {
  for (let row = 0; row < size; row++) {
    if (discounts[row] === 0) continue;
    let action = row * actions;
    const end = action + actions;
    while (action < end && !masks[action]) action++;
    if (action === end) throw noneAllowed(row);
  }
}
