import { decodeCheckpoint, type State } from 'deepq';
import { presets } from 'deepq/environments';
import type { DeployedPolicy } from 'deepq/policy';
import type { World } from '../worlds/world.ts';
import { worlds } from '../worlds/worlds.ts';
import type { WorkerJob } from '../worker.ts';
import { agentOptions, marksOf, recipesOf, type Marks } from './recipes.ts';

/**
 * Of which world and recipe a checkpoint is, by the shape of its network and by its sampler.
 *
 * @throws {CheckpointError} If it is damaged, or no checkpoint of a training.
 * @throws {Error} If it is of a world or a recipe that the studio does not have.
 */
export function jobOf(checkpoint: Uint8Array): WorkerJob {
  const state = decodeCheckpoint(checkpoint, { kind: 'training' });
  const network = at(at(state, 'agent'), 'network');
  const architecture = at(network, 'architecture');
  const [inputs] = (at(architecture, 'input')['shape'] ?? []) as readonly number[];
  const table = at(at(network, 'online'), 'layer0.table')['shape'] as readonly number[] | undefined;
  const world = worldBySize(inputs ?? table?.[0] ?? 0, inputs === undefined);
  const marks: Marks = {
    numbers: Number(architecture['outputs']) / world.actions.length,
    isDueling: at(architecture, 'spec')['dueling'] !== null,
    sampler: at(at(at(state, 'agent'), 'replay'), 'sampler')['kind'] as string,
  };
  const found = recipesOf(world.id).find(({ id }) => {
    const own = marksOf(agentOptions(world.id, id));
    return (['numbers', 'isDueling', 'sampler'] as const).every(
      (name) => own[name] === marks[name],
    );
  });
  if (!found) {
    throw new Error(
      `This agent of ${world.title} was trained with other settings than the studio has now. Train it anew.`,
    );
  }
  return { id: world.id, recipe: found.id, seed: state['seed'] as number };
}

/** @throws {Error} If the studio has no world that a policy suits. */
export function worldOfPolicy({ observations }: DeployedPolicy): World {
  const isDiscrete = observations.kind === 'discrete';
  return worldBySize(isDiscrete ? observations.n : (observations.shape[0] ?? 0), isDiscrete);
}

/** No two worlds of the studio have observations of the same size, as their presets show them. */
function worldBySize(size: number, isDiscrete: boolean): World {
  const found = worlds.find((world) => {
    const { observationSpace } = presets[world.id].evaluation(world.make(0).environment);
    const isTable = 'n' in observationSpace;
    return (
      isTable === isDiscrete && size === (isTable ? observationSpace.n : observationSpace.size)
    );
  });
  if (found) return found;
  throw new Error(
    `The studio has no world with ${size} ${isDiscrete ? 'states' : 'numbers in an observation'}. Load ` +
      'an agent of one of its worlds.',
  );
}

function at(state: State, name: string): State {
  return Object(state[name]) as State;
}
