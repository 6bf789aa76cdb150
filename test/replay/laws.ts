import { expect } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/state/encode.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import type { Random } from '../../src/random/random.ts';
import type { Transition } from '../../src/protocol/transition.ts';
import type { ReplayBuffer } from '../../src/replay/replayBuffer.ts';
import { expectEqual } from '../support/expectEqual.ts';
import { NaiveReplayBuffer, plain } from './naiveReplayBuffer.ts';

/** A step of one of several streams. */
interface AnyStep {
  readonly stream: number;
  /** Whether the replay buffer is not told. */
  readonly skipped: boolean;
}

/** What is done to a replay buffer, one after the other. */
type AnyCommand<S extends AnyStep> =
  | { readonly type: 'step'; readonly step: S }
  | { readonly type: 'restore' }
  | { readonly type: 'sample'; readonly fraction: number };

/** Experience that goes on as the steps say. */
interface AnyStreams<S extends AnyStep> {
  take(step: S): Transition;
}

/** Does the same to a replay buffer and to the naive one, and expects the same of both. */
export function expectSameAsNaive<S extends AnyStep>(
  create: (random: Random) => ReplayBuffer,
  { capacity, seed }: { readonly capacity: number; readonly seed: number },
  streams: AnyStreams<S>,
  commands: readonly AnyCommand<S>[],
): void {
  let replay = create(createRandom(seed));
  const naive = new NaiveReplayBuffer(capacity, createRandom(seed));
  for (const command of commands) {
    if (command.type === 'step') {
      const transition = streams.take(command.step);
      if (command.step.skipped) continue;
      replay.add(transition, command.step.stream);
      naive.add(transition);
    } else if (command.type === 'restore') {
      const saved = encodeCheckpoint({ kind: 'replay', state: replay.getState() });
      // Another stream of numbers: the saved one must take its place.
      replay = create(createRandom(seed + 1));
      replay.setState(decodeCheckpoint(saved, { kind: 'replay' }));
      expectEqual(encodeCheckpoint({ kind: 'replay', state: replay.getState() }), saved);
    } else if (naive.size > 0) {
      const batchSize = 1 + Math.floor(command.fraction * (naive.size - 1));
      expectEqual(plain(replay.sample(batchSize)), naive.sample(batchSize));
    }
    replay.checkValid();
    expect(replay.size).toBe(naive.size);
  }
  // Random draws may miss a slot, so look at every one in the end.
  if (naive.size > 0) {
    for (let round = 0; round < 5; round++) {
      expectEqual(plain(replay.sample(naive.size)), naive.sample(naive.size));
    }
  }
}

/**
 * Expects a state that is taken over half-way to leave nothing of the old one,
 * and to go on as it would have.
 *
 * @param create - Makes a replay buffer of a seed.
 * @param begin - Fills it as far as the state goes.
 * @param goOn - Fills it further.
 * @param fillOtherwise - Fills the one that the state is put into.
 */
export function expectStateToReplace(
  create: (seed: number) => ReplayBuffer,
  begin: (replay: ReplayBuffer) => void,
  goOn: (replay: ReplayBuffer) => void,
  fillOtherwise: (replay: ReplayBuffer) => void,
): void {
  const uninterrupted = create(1);
  begin(uninterrupted);
  const state = uninterrupted.getState();

  const used = create(2);
  fillOtherwise(used);
  used.setState(state);
  used.checkValid();
  goOn(used);
  goOn(uninterrupted);
  expectEqual(used.getState(), uninterrupted.getState());
  // The state was a copy: going on has not changed it.
  const fresh = create(3);
  fresh.setState(state);
  goOn(fresh);
  expectEqual(fresh.getState(), uninterrupted.getState());
}
