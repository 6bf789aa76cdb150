import { ReplayBuffer } from '../../src/replay/replayBuffer.ts';
import type { ReplayBufferOptions } from '../../src/replay/replayBufferOptions.ts';
import type { SampledBatch } from '../../src/replay/batch.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { inOrder } from '../support/inOrder.ts';

/** A step as a test writes it down; what it leaves out is 0 or false. */
export interface WrittenStep {
  readonly from?: number;
  readonly to?: number;
  readonly action?: number;
  readonly reward?: number;
  readonly terminated?: boolean;
  readonly truncated?: boolean;
  readonly stream?: number;
}

/** A replay buffer of numbered states that is drawn from slot by slot. */
export function slotBySlot(options: Omit<ReplayBufferOptions, 'environment'>): ReplayBuffer {
  const environment = { observationSpace: new Discrete(1000), actionSpace: new Discrete(5) };
  return new ReplayBuffer({ random: inOrder(), ...options, environment });
}

/** Adds steps, each of which begins where the one before it ended, unless it says otherwise. */
export function write(replay: ReplayBuffer, steps: readonly WrittenStep[]): void {
  let at = 0;
  for (const step of steps) {
    const { from = at, to = from + 1, action = 0, reward = 0 } = step;
    const { terminated = false, truncated = false, stream = 0 } = step;
    const both = { observation: from, nextObservation: to };
    replay.add({ ...both, action, reward, terminated, truncated }, stream);
    replay.checkValid();
    at = to;
  }
}

/** All that a replay buffer holds, slot by slot. */
export const everySlot = (replay: ReplayBuffer): SampledBatch => replay.sample(replay.size);

/** The rows of a batch in another order. */
export const inRows = (column: ArrayLike<number>, rows: readonly number[]): number[] =>
  rows.map((row) => column[row]!);
