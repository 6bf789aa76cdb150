import type { State } from 'deepq';

/** What a replay buffer holds, in few numbers. */
export interface ReplayFacts {
  readonly size: number;
  readonly capacity: number;
  /** Transitions that ended an episode. */
  readonly ends: number;
  /** How often each action was taken. */
  readonly actions: readonly number[];
  readonly rewards: Histogram;
  /** Of the priorities, in powers of ten; null where all are drawn alike. */
  readonly priorities: Histogram | null;
  /** The last transitions, newest first. */
  readonly last: readonly LastTransition[];
}

/** How many values lie in each of several equal intervals. */
export interface Histogram {
  readonly min: number;
  readonly max: number;
  readonly counts: readonly number[];
}

/** A stored transition. */
export interface LastTransition {
  readonly observation: readonly number[];
  readonly action: number;
  readonly reward: number;
  readonly end: '' | 'terminated' | 'truncated';
}

const BINS = 24;
const LAST = 5;

/**
 * Reads them from the state of a replay buffer.
 *
 * @param state - What `viewState` of a `ReplayBuffer` gives.
 * @param actionCount - How many actions there are.
 */
export function replayFacts(state: State, actionCount: number): ReplayFacts {
  const { storage, sampler } = state as Readonly<Record<'storage' | 'sampler', State>>;
  const data = (name: string): ArrayLike<number> =>
    (storage[name] as { readonly data: ArrayLike<number> }).data;
  const { size, capacity, head } = storage as Readonly<Record<string, number>>;
  const [rewards, taken, terminated, truncated] = [
    ...['rewards', 'actions', 'terminated', 'truncated'].map(data),
  ] as [ArrayLike<number>, ArrayLike<number>, ArrayLike<number>, ArrayLike<number>];
  const actions = new Array<number>(actionCount).fill(0);
  let ends = 0;
  for (let slot = 0; slot < size!; slot++) {
    actions[taken[slot]!]! += 1;
    ends += terminated[slot]! | truncated[slot]!;
  }
  const { priorities } = sampler as { readonly priorities?: { data: ArrayLike<number> } };
  const observations = storage['observations'] as {
    shape: readonly number[];
    data: ArrayLike<number>;
  };
  const width = observations.shape[1] ?? 1;
  const last = Array.from({ length: Math.min(LAST, size!) }, (_, back): LastTransition => {
    const slot = (head! - 1 - back + size! + capacity!) % Math.max(1, size!);
    const row = Array.from({ length: width }, (_, at) => observations.data[slot * width + at]!);
    const end = terminated[slot] === 1 ? 'terminated' : truncated[slot] === 1 ? 'truncated' : '';
    return { observation: row, action: taken[slot]!, reward: rewards[slot]!, end };
  });
  return {
    ...{ size: size!, capacity: capacity!, ends, actions, last },
    rewards: histogram(rewards),
    priorities: priorities
      ? histogram(Array.from(priorities.data, (each) => Math.log10(Math.max(each, 1e-9))))
      : null,
  };
}

/** Counts values in equal intervals from the least to the largest. */
export function histogram(values: ArrayLike<number>): Histogram {
  let [min, max] = [Infinity, -Infinity];
  for (let index = 0; index < values.length; index++) {
    min = Math.min(min, values[index]!);
    max = Math.max(max, values[index]!);
  }
  if (values.length === 0) [min, max] = [0, 0];
  const counts = new Array<number>(BINS).fill(0);
  const range = max - min || 1;
  for (let index = 0; index < values.length; index++) {
    counts[Math.min(BINS - 1, Math.floor(((values[index]! - min) / range) * BINS))]! += 1;
  }
  return { min, max, counts };
}
