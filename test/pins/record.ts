import type { Replay, State, TrainingEvent } from 'deepq';
import { vi } from 'vitest';
import { hashOf } from './hash.ts';
import type { Run } from './runs.ts';
import { Log } from './watched.ts';

/** The hash of each part of a run, so that one can change while the others stay. */
export interface Pins {
  /** Online and target weights, and what the optimizer keeps of each. */
  readonly weights: string;
  /** Each action, and what the environment made of it. */
  readonly steps: string;
  /** Events of episodes, evaluations, checkpoints and the end. */
  readonly episodes: string;
  /** Events of steps and updates: rhythm, mean losses, exploration. */
  readonly turns: string;
  /** The transitions stored, as the saved state has them. */
  readonly replay: string;
  /** What the replay buffer draws next. */
  readonly samples: string;
  /** Where the random streams of the agent and of the replay buffer are. */
  readonly random: string;
  /** Steps and updates, and those that are due. */
  readonly counters: string;
}

/** What a run came to. */
export interface Recorded {
  readonly pins: Pins;
  readonly updates: number;
  readonly episodes: number;
}

/**
 * Runs a training under a clock that goes on by a millisecond at each
 * step: the loop then takes its turns, and sends its events of steps and updates,
 * at the same places on every machine.
 */
export async function record(run: Run): Promise<Recorded> {
  const log = new Log();
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => log.now);
  const { agent, events } = run.begin(log);
  try {
    const turns: unknown[] = [];
    const episodes: unknown[] = [];
    for await (const event of events) {
      const isTurn = event.type === 'steps' || event.type === 'updates';
      (isTurn ? turns : episodes).push(withoutTime(event));
    }
    const { network, replay, random, environmentSteps, updatesDue } = await agent.getState();
    // How many were added in all came later, and so did the masks of actions at the state
    // itself; both follow from what the other hashes cover.
    const { added: _, actionMasks: __, ...storage } = (replay as State)['storage'] as State;
    const { sampler } = replay as State;
    const { random: draws } = sampler as State;
    const { online, target, optimizer, updates } = network as State;
    const pins: Pins = {
      weights: hashOf({ online, target, optimizer }),
      steps: hashOf(log.entries),
      episodes: hashOf(episodes),
      turns: hashOf(turns),
      replay: hashOf({ storage }),
      samples: hashOf(nextBatch(agent.replay)),
      random: hashOf([random, draws]),
      counters: hashOf({ environmentSteps, updatesDue, updates }),
    };
    const ended = episodes.filter((event) => (event as TrainingEvent).type === 'episode');
    return { pins, updates: agent.updates, episodes: ended.length };
  } finally {
    agent.dispose();
    clock.mockRestore();
  }
}

/** The columns whose meaning does not hang on the way rewards are summed or discounted. */
function nextBatch(replay: Replay): unknown {
  const batch = replay.sample(32);
  const { indices, observations, actions, rewards, nextObservations, terminated } = batch;
  const { truncated, nextActionMasks } = batch;
  return [
    { indices, observations, actions, rewards, nextObservations },
    { terminated, truncated, nextActionMasks },
  ];
}

/** An event without the time that it took, and without fields that were added since the pins were set. */
function withoutTime(event: TrainingEvent): unknown {
  if (event.type === 'evaluation') {
    const evaluation = { ...event.evaluation, unfinished: undefined, warning: undefined };
    return { ...event, evaluation };
  }
  const added = { message: undefined, learningRate: undefined, gradientNorm: undefined };
  return { ...event, seconds: undefined, nothingLearned: undefined, ...added };
}
