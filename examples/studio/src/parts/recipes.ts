import { embedding, mlp, prioritized, quantileHead, type DQNAgentOptions } from 'deepq';
import { presets, type Preset, type PresetId } from 'deepq/environments';

/** The settings that an agent is made with, beside environment and seed. */
type Settings = Preset['agent'];

/** A way of learning: the tuned preset of a world, or that with one thing changed. */
export interface Recipe {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly change: (settings: Settings) => Partial<DQNAgentOptions>;
}

/** All recipes; the first one is the tuned preset. */
export const recipes: readonly [Recipe, ...Recipe[]] = [
  {
    id: 'tuned',
    title: 'Tuned preset',
    about: 'Double DQN with the settings that solve this world.',
    change: () => ({}),
  },
  {
    id: 'prioritized',
    title: 'Prioritized replay',
    about: 'The preset, drawing what it was wrong about more often.',
    change: ({ replay }) => ({
      replay: { capacity: capacityOf(replay), sampler: prioritized() },
    }),
  },
  {
    id: 'dueling',
    title: 'Dueling network',
    about: 'The preset, with one stream for the state and one for the actions.',
    change: ({ network }) => ({
      network: isTable(network)
        ? embedding({ size: 64, hidden: [64], dueling: [64] })
        : mlp({ hidden: [128], dueling: [64] }),
    }),
  },
  {
    id: 'quantile',
    title: 'Quantiles of the return',
    about: 'The preset, learning a distribution of returns in place of their mean.',
    change: () => ({ head: quantileHead({ quantiles: 32 }) }),
  },
];

/** The options of an agent for a world and a recipe. */
export function agentOptions(id: PresetId, recipeId: string): Settings {
  const { agent } = presets[id];
  const recipe = recipes.find((each) => each.id === recipeId) ?? recipes[0];
  const changed = { ...agent, ...recipe.change(agent) };
  // A head brings its own loss.
  if ('head' in changed) delete (changed as { loss?: unknown }).loss;
  return changed;
}

function capacityOf(replay: Settings['replay']): number {
  return replay && 'capacity' in replay ? replay.capacity : 100_000;
}

function isTable(network: Settings['network']): boolean {
  return JSON.stringify(network ?? null).includes('embedding');
}
