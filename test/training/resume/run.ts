import {
  decodeCheckpoint,
  encodeCheckpoint,
  train,
  type DQNAgent,
  type State,
  type Training,
  type TrainingEvent,
  type TrainOptions,
} from '../../../src/index.ts';
import { makeAgent, type World } from './worlds.ts';

export const STEPS = 60;

/** A training of a world, made anew. */
export interface Made {
  readonly agent: DQNAgent;
  readonly environment: { getState?(): State };
  readonly training: Training;
}

export function make(world: World, given: Partial<TrainOptions> = {}): Made {
  const environment: ReturnType<World['environment']> & { getState?(): State } =
    world.environment();
  const agent = makeAgent(world, environment);
  const evaluation = world.evaluation && {
    ...{ everyEnvironmentSteps: 13, environment: world.evaluation(), episodes: 2, atStart: true },
  };
  const options = { environmentSteps: STEPS, ...(evaluation && { evaluation }), ...given };
  return { agent, environment, training: train(agent, environment, options) };
}

/** Takes events, at most so many, and leaves the training where it is. */
export async function take(training: Training, most: number = Infinity): Promise<TrainingEvent[]> {
  const events: TrainingEvent[] = [];
  while (events.length < most) {
    const { done, value } = await training.next();
    if (done) break;
    events.push(value);
  }
  return events;
}

/** All that a run came to, without the time that it took. */
export async function outcomeOf(made: Made, events: readonly TrainingEvent[]): Promise<unknown> {
  const { agent, environment } = made;
  const state = await agent.getState();
  // What is drawn next, which comes after the state: drawing changes it.
  const batch = agent.replay.sample(16);
  return {
    events: events.map((event) => ('seconds' in event ? { ...event, seconds: 0 } : event)),
    agent: state,
    environment: withoutTime(environment.getState?.()),
    batch: [batch.indices.slice(), batch.rewards.slice(), batch.observations.slice()],
  };
}

/** A state as it is read from a file. */
export function throughBytes(state: State): State {
  const kind = 'training';
  return decodeCheckpoint(encodeCheckpoint({ kind, state }), { kind });
}

/** RecordEpisodeStatistics keeps how long episodes took, also as the last of three columns. */
function withoutTime(state: unknown): unknown {
  if (typeof state !== 'object' || state === null || ArrayBuffer.isView(state)) return state;
  return Object.fromEntries(
    Object.entries(state as Record<string, unknown>)
      .filter(([key]) => key !== 'seconds')
      .map(([key, value]) => [
        key,
        key === 'recent' ? twoColumns(value as { data: Float64Array }) : withoutTime(value),
      ]),
  );
}

function twoColumns({ data }: { readonly data: Float64Array }): number[] {
  return [...data].filter((_, index) => index % 3 < 2);
}
