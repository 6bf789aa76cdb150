import type { Environment } from '../../src/protocol/environment.ts';
import { atariPresets, type AtariPreset } from '../../src/presets/atariPresets.ts';
import { dataEfficientRainbow } from '../../src/presets/dataEfficientRainbow.ts';
import { resettingRainbow } from '../../src/presets/resettingRainbow.ts';
import { AtariPreprocessing } from '../../src/atari/atariPreprocessing.ts';
import { EpisodicLife } from '../../src/wrappers/episodicLife.ts';
import { FireReset } from '../../src/wrappers/fireReset.ts';

/** What is trained, and what it has to come to. */
export interface AtariTask {
  /** For the table: game, what is seen, and which settings. */
  readonly title: string;
  readonly preset: AtariPreset;
  /** The mean over seeds that is aimed at; `null` for none. */
  readonly aim: number | null;
}

/** The names of the tasks. */
export const atariTaskNames = [
  'assault',
  'breakoutRam',
  'breakout',
  'assaultSums',
  'assaultResets',
] as const;

/** The name of a task. */
export type AtariTaskName = (typeof atariTaskNames)[number];

/** The tasks, in the order in which they are run. */
export const atariTasks: Readonly<Record<AtariTaskName, AtariTask>> = {
  // Sums of ten rewards, as in Dopamine; the paper has sums of 20. The steps, the lives
  // and the clipped rewards of `atariPresets.assault`, without sticky actions.
  assault: {
    title: 'Assault, frames, dataEfficientRainbow() (sums of 10)',
    preset: { ...atariPresets.assault, agent: dataEfficientRainbow() },
    aim: 600,
  },
  breakoutRam: {
    title: 'Breakout, RAM, atariPresets.breakoutRam',
    preset: atariPresets.breakoutRam,
    aim: 60,
  },
  breakout: {
    title: 'Breakout, frames, dataEfficientRainbow() (sums of 10)',
    preset: {
      game: 'BreakoutNoFrameskip-v4',
      environmentSteps: 100_000,
      // A game waits for its ball until an action is FIRE: that is pressed after every life.
      training: (game) =>
        new FireReset(
          new EpisodicLife(new AtariPreprocessing(pixels(game), { clipReward: 'sign' })),
        ),
      evaluation: (game) => new FireReset(new AtariPreprocessing(pixels(game))),
      agent: dataEfficientRainbow(),
    },
    aim: 8,
  },
  assaultSums: {
    title: 'Assault, frames, atariPresets.assault',
    preset: atariPresets.assault,
    aim: null,
  },
  // Two updates at each step, and resets on the way: twice as long as `assault`.
  assaultResets: {
    title: 'Assault, frames, resettingRainbow()',
    preset: { ...atariPresets.assault, agent: resettingRainbow() },
    aim: 600,
  },
};

/** A wrapper for screens refuses other observations by itself. */
function pixels(game: Environment): Environment<Uint8Array> {
  return game as Environment<Uint8Array>;
}
