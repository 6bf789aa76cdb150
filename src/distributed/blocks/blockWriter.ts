import type { ActionMask } from '../../protocol/actionMask.ts';
import type { EnvironmentSpaces } from '../../protocol/environmentSpaces.ts';
import type { Transition } from '../../protocol/transition.ts';
import type { Observation } from '../../spaces/space.ts';
import { crc32 } from '../../state/crc32.ts';
import { AT, CHECKSUM_BYTES, fromHex, HAS, layOutColumns, MAGIC, STEP, VERSION } from './format.ts';
import {
  framesOf,
  observationLayout,
  type FrameArray,
  type ObservationLayout,
} from './observationLayout.ts';

/** Who makes blocks. */
export interface BlockMaker {
  /** The run, as 32 hexadecimal digits. */
  readonly run: string;
  /** The actor from its start to its end, as 16 hexadecimal digits. */
  readonly session: string;
  /** Which of the actors it is, from 0. */
  readonly actor: number;
}

/** What is known of a block when it is whole. */
export interface BlockFacts {
  /** Counted from 0 in each session. */
  readonly sequence: number;
  /** The version of the weights at its first step. */
  readonly version: number;
  /** When it was made, in milliseconds since 1970. */
  readonly madeMs: number;
  /** First priorities. Shape `[steps]`. */
  readonly priorities: Float32Array | null;
}

/** Collects consecutive steps of one actor, and writes them as a block. */
export class BlockWriter {
  readonly #maker: BlockMaker;
  readonly #layout: ObservationLayout;
  readonly #actions: number;
  #frames: FrameArray;
  #frameCount = 0;
  /** Where the last observation in `#frames` begins, in elements. */
  #lastAt = 0;
  #transitions: Transition[] = [];
  #flags: number[] = [];
  #ends: { readonly return: number; readonly length: number }[] = [];
  #firstStep = 0;

  constructor(spaces: EnvironmentSpaces, maker: BlockMaker) {
    this.#maker = maker;
    this.#layout = observationLayout(spaces);
    this.#actions = spaces.actionSpace.n;
    this.#frames = this.#allocate(16 * this.#layout.count);
  }

  /** How many steps it holds. */
  get steps(): number {
    return this.#transitions.length;
  }

  /** Those that it holds, for first priorities. */
  get transitions(): readonly Transition[] {
    return this.#transitions;
  }

  /**
   * Takes in the next step. Its arrays are read now.
   *
   * @param ended - The episode, where it ends with this step.
   */
  add(
    transition: Transition,
    ended: { readonly return: number; readonly length: number } | null,
  ): void {
    const before = this.#transitions.at(-1);
    const { observation, nextObservation, terminated, truncated } = transition;
    const isEnd = before !== undefined && (before.terminated || before.truncated);
    let flags = (terminated ? STEP.terminated : 0) | (truncated ? STEP.truncated : 0);
    if (!before || isEnd || !this.#isLast(observation)) {
      flags |= STEP.starts;
      this.#append(observation, 0);
    }
    if (this.#layout.count > 1 && this.#isShift(nextObservation)) {
      flags |= STEP.shifts;
      this.#append(nextObservation, this.#layout.count - 1);
    } else {
      this.#append(nextObservation, 0);
    }
    if (transition.actionMask) flags |= STEP.masked;
    if (transition.nextActionMask) flags |= STEP.nextMasked;
    this.#transitions.push(transition);
    this.#flags.push(flags);
    if (ended) this.#ends.push(ended);
  }

  /** Writes the block, and begins the next one. */
  finish({ sequence, version, madeMs, priorities }: BlockFacts): Uint8Array<ArrayBuffer> {
    const transitions = this.#transitions;
    const steps = transitions.length;
    const some = (bit: number): boolean => this.#flags.some((flags) => flags & bit);
    const has =
      (priorities ? HAS.priorities : 0) |
      (some(STEP.masked) ? HAS.masks : 0) |
      (some(STEP.nextMasked) ? HAS.nextMasks : 0);
    const counts = { steps, frames: this.#frameCount, ends: this.#ends.length, has };
    const at = layOutColumns(counts, this.#layout, this.#actions);
    const bytes = new Uint8Array(at.byteLength);
    const { buffer } = bytes;
    const view = new DataView(buffer);
    const word = (offset: number, value: number): void => {
      view.setUint32(offset, value, true);
    };
    word(AT.magic, MAGIC);
    word(AT.version, VERSION);
    word(AT.fingerprint, this.#layout.fingerprint);
    word(AT.has, has);
    bytes.set(fromHex(this.#maker.run), AT.run);
    bytes.set(fromHex(this.#maker.session), AT.session);
    word(AT.actor, this.#maker.actor);
    word(AT.sequence, sequence);
    word(AT.weights, version);
    word(AT.steps, steps);
    word(AT.frames, counts.frames);
    word(AT.ends, counts.ends);
    view.setFloat64(AT.firstStep, this.#firstStep, true);
    view.setFloat64(AT.madeMs, madeMs, true);
    new Float64Array(buffer, at.returns, counts.ends).set(this.#ends.map((one) => one.return));
    new Int32Array(buffer, at.actions, steps).set(transitions.map(({ action }) => action));
    new Float32Array(buffer, at.rewards, steps).set(transitions.map(({ reward }) => reward));
    new Uint32Array(buffer, at.lengths, counts.ends).set(this.#ends.map(({ length }) => length));
    if (priorities) new Float32Array(buffer, at.priorities, steps).set(priorities);
    const elements = counts.frames * this.#layout.size;
    const frames = framesOf(this.#layout, buffer, at.frames, elements);
    frames.set(this.#frames.subarray(0, elements));
    transitions.forEach(({ actionMask, nextActionMask }, step) => {
      const from = step * this.#actions;
      if (actionMask) writeMask(bytes, at.masks + from, actionMask);
      if (nextActionMask) writeMask(bytes, at.nextMasks + from, nextActionMask);
    });
    bytes.set(this.#flags, at.flags);
    const end = at.byteLength - CHECKSUM_BYTES;
    word(end, crc32(bytes.subarray(0, end)));
    this.#firstStep += steps;
    this.#transitions = [];
    this.#flags = [];
    this.#ends = [];
    this.#frameCount = 0;
    return bytes;
  }

  /** Whether an observation is the last one that was appended. */
  #isLast(observation: Observation): boolean {
    if (typeof observation === 'number') return this.#frames[this.#lastAt] === observation;
    return this.#equals(observation, 0, this.#lastAt, observation.length);
  }

  /** Whether all frames of an observation but the newest are the newest of the last one. */
  #isShift(observation: Observation): boolean {
    if (typeof observation === 'number') return false;
    const { size, count } = this.#layout;
    return this.#equals(observation, 0, this.#lastAt + size, (count - 1) * size);
  }

  #equals(observation: FrameArray, from: number, at: number, length: number): boolean {
    const frames = this.#frames;
    for (let index = 0; index < length; index++) {
      if (!Object.is(observation[from + index], frames[at + index])) return false;
    }
    return true;
  }

  /** @param known - How many of its frames are there already. */
  #append(observation: Observation, known: number): void {
    const { size, count } = this.#layout;
    const added = count - known;
    const length = (this.#frameCount + added) * size;
    if (length > this.#frames.length) {
      const grown = this.#allocate(2 * (this.#frameCount + added));
      grown.set(this.#frames);
      this.#frames = grown;
    }
    if (typeof observation === 'number') this.#frames[this.#frameCount] = observation;
    else this.#frames.set(observation.subarray(known * size), this.#frameCount * size);
    this.#frameCount += added;
    this.#lastAt = (this.#frameCount - count) * size;
  }

  #allocate(frames: number): FrameArray {
    const { size, width } = this.#layout;
    return framesOf(this.#layout, new ArrayBuffer(frames * size * width), 0, frames * size);
  }
}

function writeMask(bytes: Uint8Array, at: number, mask: ActionMask): void {
  for (let action = 0; action < mask.length; action++) bytes[at + action] = mask[action] ? 1 : 0;
}
