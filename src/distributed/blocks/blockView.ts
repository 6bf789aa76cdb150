import type { EnvironmentSpaces } from '../../protocol/environmentSpaces.ts';
import type { Transition } from '../../protocol/transition.ts';
import type { Observation } from '../../spaces/space.ts';
import { areFinite } from '../../validation/areFinite.ts';
import type { Block, BlockHeader } from './block.ts';
import { HAS, STEP, type BlockColumns, type BlockCounts } from './format.ts';
import { framesOf, type FrameArray, type ObservationLayout } from './observationLayout.ts';

const ALL_STEP = Object.values(STEP).reduce((all, bit) => all | bit, 0);

/** A block that is read from its bytes, without a copy. */
export class BlockView implements Block {
  readonly run: string;
  readonly session: string;
  readonly actor: number;
  readonly sequence: number;
  readonly version: number;
  readonly firstStep: number;
  readonly madeMs: number;
  readonly steps: number;
  readonly #layout: ObservationLayout;
  readonly #spaces: EnvironmentSpaces;
  readonly #has: number;
  readonly #returns: Float64Array;
  readonly #actions: Int32Array;
  readonly #rewards: Float32Array;
  readonly #lengths: Uint32Array;
  readonly #priorities: Float32Array | null;
  readonly #frames: FrameArray;
  readonly #masks: Uint8Array;
  readonly #nextMasks: Uint8Array;
  readonly #flags: Uint8Array;
  /** By step, where its observation and its next one begin, in elements. */
  readonly #at: Int32Array;
  readonly #nextAt: Int32Array;
  /** By step, which of the ended episodes ends with it, or −1. */
  readonly #endOf: Int32Array;

  constructor(
    bytes: Uint8Array,
    header: BlockHeader,
    counts: BlockCounts,
    columns: BlockColumns,
    { spaces, layout }: { readonly spaces: EnvironmentSpaces; readonly layout: ObservationLayout },
  ) {
    const { buffer, byteOffset: start } = bytes;
    const { steps, ends, frames, has } = counts;
    this.run = header.run;
    this.session = header.session;
    this.actor = header.actor;
    this.sequence = header.sequence;
    this.version = header.version;
    this.firstStep = header.firstStep;
    this.madeMs = header.madeMs;
    this.steps = steps;
    this.#layout = layout;
    this.#spaces = spaces;
    this.#has = has;
    this.#returns = new Float64Array(buffer, start + columns.returns, ends);
    this.#actions = new Int32Array(buffer, start + columns.actions, steps);
    this.#rewards = new Float32Array(buffer, start + columns.rewards, steps);
    this.#lengths = new Uint32Array(buffer, start + columns.lengths, ends);
    this.#priorities =
      has & HAS.priorities ? new Float32Array(buffer, start + columns.priorities, steps) : null;
    this.#frames = framesOf(layout, buffer, start + columns.frames, frames * layout.size);
    this.#masks = bytes.subarray(columns.masks, columns.nextMasks);
    this.#nextMasks = bytes.subarray(columns.nextMasks, columns.flags);
    this.#flags = bytes.subarray(columns.flags, columns.flags + steps);
    this.#at = new Int32Array(steps);
    this.#nextAt = new Int32Array(steps);
    this.#endOf = new Int32Array(steps).fill(-1);
  }

  transition(step: number): Transition {
    const flags = this.#flags[step] as number;
    const transition = {
      observation: this.#observation(this.#at[step] as number),
      action: this.#actions[step] as number,
      reward: this.#rewards[step] as number,
      nextObservation: this.#observation(this.#nextAt[step] as number),
      terminated: (flags & STEP.terminated) !== 0,
      truncated: (flags & STEP.truncated) !== 0,
      priority: this.#priorities?.[step],
    };
    if ((flags & (STEP.masked | STEP.nextMasked)) === 0) return transition;
    return {
      ...transition,
      ...(flags & STEP.masked && { actionMask: this.#mask(this.#masks, step) }),
      ...(flags & STEP.nextMasked && { nextActionMask: this.#mask(this.#nextMasks, step) }),
    };
  }

  ended(step: number): { readonly return: number; readonly length: number } | null {
    const end = this.#endOf[step] as number;
    if (end < 0) return null;
    return { return: this.#returns[end] as number, length: this.#lengths[end] as number };
  }

  /** Whether a replay buffer can take all of it; finds out where observations lie, too. */
  isValid(): boolean {
    return this.#findObservations() && this.#areNumbersValid() && this.#areMasksValid();
  }

  /** Walks through the frames; false where flags and frames do not go together. */
  #findObservations(): boolean {
    const { count, size } = this.#layout;
    const whole = count * size;
    let end = 0;
    let ends = 0;
    let wasEnd = true;
    for (let step = 0; step < this.steps; step++) {
      const flags = this.#flags[step] as number;
      if (flags & ~ALL_STEP) return false;
      if (flags & STEP.starts) end += whole;
      else if (wasEnd) return false;
      this.#at[step] = end - whole;
      if (flags & STEP.shifts && count === 1) return false;
      end += flags & STEP.shifts ? size : whole;
      this.#nextAt[step] = end - whole;
      wasEnd = (flags & (STEP.terminated | STEP.truncated)) !== 0;
      if (wasEnd) this.#endOf[step] = ends++;
    }
    return end === this.#frames.length && ends === this.#returns.length;
  }

  #areNumbersValid(): boolean {
    const { observationSpace, actionSpace } = this.#spaces;
    const { n } = actionSpace;
    if (!this.#actions.every((action) => action >= 0 && action < n)) return false;
    if (!this.#rewards.every(Number.isFinite) || !this.#returns.every(Number.isFinite))
      return false;
    if (this.#priorities?.every((one) => one >= 0 && one < Infinity) === false) return false;
    const frames = this.#frames;
    if (observationSpace.kind === 'discrete') {
      return frames.every((state) => state >= 0 && state < observationSpace.n);
    }
    return frames instanceof Uint8Array || areFinite(frames);
  }

  /** As for transitions: an own action is allowed, and another one next unless the task ended. */
  #areMasksValid(): boolean {
    const { n } = this.#spaces.actionSpace;
    for (let step = 0; step < this.steps; step++) {
      const flags = this.#flags[step] as number;
      if (flags & STEP.masked) {
        if (!(this.#has & HAS.masks)) return false;
        if (!this.#masks[step * n + (this.#actions[step] as number)]) return false;
      }
      if (!(flags & STEP.nextMasked)) continue;
      if (!(this.#has & HAS.nextMasks)) return false;
      const isNone = !this.#mask(this.#nextMasks, step).some((allowed) => allowed !== 0);
      if (isNone && !(flags & STEP.terminated)) return false;
    }
    return true;
  }

  #observation(at: number): Observation {
    const { count, size, type } = this.#layout;
    if (type === 'int32') return this.#frames[at] as number;
    return this.#frames.subarray(at, at + count * size) as Float32Array | Uint8Array;
  }

  #mask(masks: Uint8Array, step: number): Uint8Array {
    const { n } = this.#spaces.actionSpace;
    return masks.subarray(step * n, (step + 1) * n);
  }
}
