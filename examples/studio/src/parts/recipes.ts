import { embedding, mlp, prioritized, quantileHead, type DQNAgentOptions } from 'deepq';
import { presets, type Preset, type PresetId } from 'deepq/environments';

/** The settings that an agent is made with, beside environment and seed. */
type Settings = Preset['agent'];

/** A way of learning: the tuned preset of a world, or that with one thing changed. */
export interface Recipe {
  readonly id: string;
  readonly title: string;
  readonly about: (settings: Settings) => string;
  /** Whether the tuned preset does not do so already. */
  readonly isChange: (settings: Settings) => boolean;
  readonly change: (settings: Settings) => Partial<DQNAgentOptions>;
}

const tuned: Recipe = {
  id: 'tuned',
  title: 'Tuned preset',
  about: ({ head }) =>
    `${head ? 'Rainbow' : 'Double DQN'} with the settings that solve this world.`,
  isChange: () => true,
  change: () => ({}),
};

const recipes: readonly Recipe[] = [
  tuned,
  {
    id: 'prioritized',
    title: 'Prioritized replay',
    about: () => 'The preset, drawing what it was wrong about more often.',
    isChange: ({ replay }) => samplerOf(replay) !== 'prioritized',
    change: ({ replay }) => ({
      replay: { capacity: capacityOf(replay), sampler: prioritized() },
    }),
  },
  {
    id: 'dueling',
    title: 'Dueling network',
    about: () => 'The preset, with one stream for the state and one for the actions.',
    isChange: ({ network }) => !isDueling(network),
    change: ({ network }) => ({
      network: isTable(network)
        ? embedding({ size: 64, hidden: [64], dueling: [64] })
        : mlp({ hidden: [128], dueling: [64] }),
    }),
  },
  {
    id: 'quantile',
    title: 'Quantiles of the return',
    about: ({ head }) =>
      `The preset, learning ${head ? 'quantiles of the return in place of a histogram' : 'a distribution of returns in place of their mean'}.`,
    isChange: () => true,
    change: () => ({ head: quantileHead({ quantiles: 32 }) }),
  },
];

/** Those that there are for a world; the first one is its tuned preset. */
export function recipesOf(id: PresetId): readonly Recipe[] {
  return recipes.filter(({ isChange }) => isChange(presets[id].agent));
}

/** One of a world, or its tuned preset if it has no such recipe. */
export function recipeOf(id: PresetId, recipeId: string): Recipe {
  return recipesOf(id).find((each) => each.id === recipeId) ?? tuned;
}

/** The options of an agent for a world and a recipe. */
export function agentOptions(id: PresetId, recipeId: string): Settings {
  const { agent } = presets[id];
  const change = recipeOf(id, recipeId).change(agent);
  const changed = { ...agent, ...change };
  // A head brings its own loss.
  if ('head' in change) delete (changed as { loss?: unknown }).loss;
  return changed;
}

/** What tells the recipes of a world apart. */
export interface Marks {
  /** Numbers that the network gives for each action. */
  readonly numbers: number;
  readonly isDueling: boolean;
  readonly sampler: string;
}

/** The marks of an agent with these settings. */
export function marksOf({ head, network, replay }: Settings): Marks {
  const numbers = head?.outputsPerAction ?? 1;
  return { numbers, isDueling: isDueling(network), sampler: samplerOf(replay) };
}

function capacityOf(replay: Settings['replay']): number {
  return replay && 'capacity' in replay ? replay.capacity : 100_000;
}

function samplerOf(replay: Settings['replay']): string {
  const sampler = replay && 'sampler' in replay ? replay.sampler : undefined;
  return sampler?.kind ?? 'uniform';
}

function isDueling(network: Settings['network']): boolean {
  return Boolean(network && 'dueling' in network && network.dueling);
}

function isTable(network: Settings['network']): boolean {
  return JSON.stringify(network ?? null).includes('embedding');
}
