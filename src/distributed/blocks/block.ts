import type { Transition } from '../../protocol/transition.ts';

/** What the header of a block says. */
export interface BlockHeader {
  /** The run, as 32 hexadecimal digits. */
  readonly run: string;
  /** The actor from its start to its end, as 16 hexadecimal digits. */
  readonly session: string;
  /** Which of the actors it is, from 0. */
  readonly actor: number;
  /** Counted from 0 in each session. */
  readonly sequence: number;
  /** The version of the weights at its first step. */
  readonly version: number;
  /** The number of its first step, counted from 0 in each session. */
  readonly firstStep: number;
  /** When it was made, in milliseconds since 1970. */
  readonly madeMs: number;
  /** How many steps it holds. */
  readonly steps: number;
}

/** Consecutive steps of one actor, all checked. */
export interface Block extends BlockHeader {
  /** A step; its arrays are views of the block. */
  transition(step: number): Transition;
  /** The episode that ends with a step; null where none does. */
  ended(step: number): { readonly return: number; readonly length: number } | null;
}

/**
 * Why a block is not learned from:
 *
 * - `truncated`, `damaged`: it is shorter than it says, or its checksum is another;
 * - `foreign`: it is no block of this format;
 * - `other run`, `other shape`: it is of another run, or of other spaces;
 * - `invalid`: it holds what cannot be, such as NaN, or an action that does not exist;
 * - `stale`: its weights are older than is allowed;
 * - `duplicate`: it has been learned from already.
 *
 * @category Distributed
 */
export type BlockProblem =
  | 'truncated'
  | 'damaged'
  | 'foreign'
  | 'other run'
  | 'other shape'
  | 'invalid'
  | 'stale'
  | 'duplicate';
