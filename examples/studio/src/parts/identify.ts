import { decodeCheckpoint, type State } from 'deepq';
import type { DeployedPolicy } from 'deepq/policy';
import type { World } from '../worlds/world.ts';
import { worlds } from '../worlds/worlds.ts';
import type { WorkerJob } from '../worker.ts';

/**
 * Of which world and recipe a checkpoint is: it says how its agent was made.
 *
 * @throws {CheckpointError} If it is damaged, or no checkpoint of a training.
 * @throws {Error} If it is of a world that the studio does not have.
 */
export function jobOf(checkpoint: Uint8Array): WorkerJob {
  const state = decodeCheckpoint(checkpoint, { kind: 'training' });
  const made = at(at(state, 'agent'), 'made');
  const space = at(made, 'observationSpace');
  const shape = space['shape'] as readonly number[] | undefined;
  const size = shape ? shape[0]! : (space['n'] as number);
  const id = worldBySpaces(size, made['actions'] as number, shape === undefined).id;
  const sampler = at(at(made, 'replay'), 'sampler')['kind'];
  const isDueling = JSON.stringify(made['network']).includes('"value"');
  const recipe =
    at(made, 'head')['kind'] === 'quantile'
      ? 'quantile'
      : sampler === 'prioritized'
        ? 'prioritized'
        : isDueling
          ? 'dueling'
          : 'tuned';
  return { id, recipe, seed: made['seed'] as number };
}

/** @throws {Error} If the studio has no world that a policy suits. */
export function worldOfPolicy({ observations, actions }: DeployedPolicy): World {
  const isDiscrete = observations.kind === 'discrete';
  return worldBySpaces(isDiscrete ? observations.n : observations.shape[0]!, actions, isDiscrete);
}

function worldBySpaces(size: number, actions: number, isDiscrete: boolean): World {
  const found = worlds.find(({ actions: own, make }) => {
    const { observationSpace } = make(0).environment;
    const ownSize = 'n' in observationSpace ? observationSpace.n : observationSpace.shape[0];
    return own.length === actions && 'n' in observationSpace === isDiscrete && ownSize === size;
  });
  if (found) return found;
  throw new Error(
    `The studio has no world with ${actions} actions and ${size} ${isDiscrete ? 'states' : 'numbers'} ` +
      'in an observation. Load an agent of one of its worlds.',
  );
}

function at(state: State, name: string): State {
  return Object(state[name]) as State;
}
