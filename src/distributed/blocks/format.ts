import type { ObservationLayout } from './observationLayout.ts';

/** The first four bytes: `DQXB`. */
export const MAGIC = 0x4258_5144;
/** The version of the format. */
export const VERSION = 1;
/** Bytes before the columns. */
export const HEADER_BYTES = 80;
/** The checksum behind all. */
export const CHECKSUM_BYTES = 4;
/** The most steps of a block. */
export const MAX_STEPS = 65_536;

/** Bits of the flags of a whole block. */
export const HAS = { priorities: 1, masks: 2, nextMasks: 4 } as const;
const ALL_HAS = HAS.priorities | HAS.masks | HAS.nextMasks;

/** Bits of the flags of a step. */
export const STEP = {
  terminated: 1,
  truncated: 2,
  /** Its observation is in the block, as it is not the next one of the step before. */
  starts: 4,
  /** Its next observation is the one before, moved on by a frame: only the newest one is there. */
  shifts: 8,
  masked: 16,
  nextMasked: 32,
} as const;

/** Where each field of the header is, in bytes. */
export const AT = {
  magic: 0,
  version: 4,
  fingerprint: 8,
  has: 12,
  run: 16,
  session: 32,
  actor: 40,
  sequence: 44,
  weights: 48,
  steps: 52,
  frames: 56,
  ends: 60,
  firstStep: 64,
  madeMs: 72,
} as const;

/** What decides how long a block is. */
export interface BlockCounts {
  readonly steps: number;
  /** Frames of all observations. */
  readonly frames: number;
  /** Episodes that end in it. */
  readonly ends: number;
  /** Bits of {@link HAS}. */
  readonly has: number;
}

/** Where the columns lie, in bytes, and the whole length. */
export interface BlockColumns {
  readonly returns: number;
  readonly actions: number;
  readonly rewards: number;
  readonly lengths: number;
  readonly priorities: number;
  readonly frames: number;
  readonly masks: number;
  readonly nextMasks: number;
  readonly flags: number;
  readonly byteLength: number;
}

/** Lays the columns out: the widest elements first, so that all of them lie straight. */
export function layOutColumns(
  { steps, frames, ends, has }: BlockCounts,
  layout: ObservationLayout,
  actions: number,
): BlockColumns {
  const returns = HEADER_BYTES;
  const actionsAt = returns + 8 * ends;
  const rewards = actionsAt + 4 * steps;
  const lengths = rewards + 4 * steps;
  const priorities = lengths + 4 * ends;
  const framesAt = priorities + (has & HAS.priorities ? 4 * steps : 0);
  const masks = framesAt + frames * layout.size * layout.width;
  const nextMasks = masks + (has & HAS.masks ? steps * actions : 0);
  const flags = nextMasks + (has & HAS.nextMasks ? steps * actions : 0);
  const byteLength = flags + steps + CHECKSUM_BYTES;
  return {
    ...{ returns, actions: actionsAt, rewards, lengths, priorities },
    ...{ frames: framesAt, masks, nextMasks, flags, byteLength },
  };
}

/** Whether a block may have such flags. */
export function isKnownHas(has: number): boolean {
  return (has & ~ALL_HAS) === 0;
}

/** Bytes as text, two digits each. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The bytes of such a text. */
export function fromHex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (digits) => parseInt(digits, 16));
}
