import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import { natureCnn } from '../../src/networks/knownCnns.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { ReplayBuffer } from '../../src/replay/replayBuffer.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { pixels, vectors, type TransitionSource } from './transitions.ts';

/** What a checkpoint is saved of: many small transitions, or few large ones. */
export type CheckpointCase = 'vectors' | 'frames';

/** An agent, and the replay buffer that most of its checkpoint is. */
export interface CheckpointAgent {
  readonly agent: DQNAgent;
  readonly replay: ReplayBuffer;
}

/** Transitions as those of CartPole, or of Atari. */
export function transitionsOf(of: CheckpointCase): TransitionSource {
  return of === 'vectors' ? vectors() : pixels(1);
}

/** An agent with an empty replay buffer. */
export function makeAgent(of: CheckpointCase, capacity: number): CheckpointAgent {
  const { space } = transitionsOf(of);
  const environment = { observationSpace: space, actionSpace: new Discrete(6) };
  const network = of === 'vectors' ? mlp({ hidden: [256, 256] }) : natureCnn();
  const replay = new ReplayBuffer({ capacity, environment });
  const agent = new DQNAgent({ environment, network, replay, learningStarts: 1_000, seed: 1 });
  return { agent, replay };
}

/** Fills a replay buffer to its capacity. */
export function fill({ replay }: CheckpointAgent, of: CheckpointCase): void {
  const source = transitionsOf(of);
  for (let index = 0; index < replay.capacity; index++) replay.add(...source.next());
}
