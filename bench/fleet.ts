import { mkdir, writeFile } from 'node:fs/promises';
import { svgChart } from '../src/pictures/plots/svgChart.ts';
import { createRandom } from '../src/random/createRandom.ts';
import type { Options } from './support/arguments.ts';
import type { BenchmarkContext } from './support/context.ts';
import {
  atariCosts,
  cartPoleCosts,
  fleetLimits,
  fleetOptions,
  STEPS,
  type FleetSetup,
} from './support/fleetCosts.ts';
import type { FleetResult } from './support/fleetOptions.ts';
import { simulateFleet } from './support/simulateFleet.ts';
import type { Row } from './support/table.ts';

export const name = 'fleet';
export const description: string =
  'a simulation of 1 to 1,000 actors, one Redis and one learner, with the costs that ' +
  '"transport" measures (--draw for the pictures of the guide)';
export const options: Options = { draw: 'flag' };

type Case = Omit<FleetSetup, 'actors' | 'environmentStep' | 'mostVersions'> & {
  readonly title: string;
  /** Its picture in the guide; `null` for none. */
  readonly file: string | null;
};

/** Of a graphics card is assumed that it updates 50 times as fast as the simd engine. */
const fast = 50;
/**
 * The rhythm of an update each 4 steps is that of DQN on Atari (Mnih et al. 2015), and 64 blocks
 * wait at most by the default of redisLearner.
 */
const usual = { stepsPerUpdate: 4, speedOfUpdates: 1, streamBlocks: 64 };
const cases: readonly Case[] = [
  { ...usual, costs: cartPoleCosts, title: 'CartPole, an update each 4 steps', file: 'cartpole' },
  {
    ...{ ...usual, costs: atariCosts, speedOfUpdates: fast, file: 'atari' },
    title: 'Atari frames, an update of 1.3 ms each 4 steps',
  },
  {
    ...{ ...usual, costs: atariCosts, stepsPerUpdate: Infinity, file: null },
    title: 'Atari frames, a learner that only takes blocks in',
  },
];

/** A bound for the age of weights, ten updates each, in the column of what is dropped. */
const MOST_VERSIONS = 100;

/** Microseconds of a step of the environment. */
const environmentSteps = [10, 100, 1000, 10_000, 100_000];
const actorCounts = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
/** Those that have a row in the table. */
const listed = [1, 10, 100, 1000];

/** Simulates all cases, and tells where each part is full. */
export async function run(context: BenchmarkContext): Promise<void> {
  for (const each of cases) {
    const series = environmentSteps.map((environmentStep) => ({
      environmentStep,
      found: actorCounts.map((actors) => play({ ...each, actors, environmentStep }, Infinity)),
    }));
    context.report(
      each.title,
      series.flatMap(({ environmentStep, found }) =>
        listed.map((actors) =>
          rowOf(
            { ...each, actors, environmentStep },
            found[actorCounts.indexOf(actors)] as FleetResult,
          ),
        ),
      ),
    );
    context.report(`${each.title}: how many actors until a part is full`, limitRows(each));
    if (!context.args.includes('--draw') || each.file === null) continue;
    const path = `docs/guide/pictures/fleet-${each.file}.svg`;
    await mkdir('docs/guide/pictures', { recursive: true });
    await writeFile(path, draw(each, series));
    context.note(path);
  }
}

function play(setup: Omit<FleetSetup, 'mostVersions'>, mostVersions: number): FleetResult {
  // Steps do not all take the same time: up to a fifth more or less, evenly drawn.
  const random = createRandom(1);
  return simulateFleet({
    ...fleetOptions({ ...setup, mostVersions }),
    // Several times what can wait, so that the beginning is over.
    blocks: Math.max(5000, 12 * setup.actors),
    draw: (mean) => mean * (0.8 + 0.4 * random.uniform()),
  });
}

function rowOf(setup: Omit<FleetSetup, 'mostVersions'>, found: FleetResult): Row {
  const { environmentStep, actors } = setup;
  const percent = (share: number): number => Math.round(share * 1000) / 10;
  return {
    'environment, µs a step': environmentStep,
    actors,
    'steps/s': Math.round(found.blocksPerSecond * STEPS),
    'updates/s': Math.round(found.updatesPerSecond),
    'learner busy, %': percent(found.learnerBusy),
    'Redis busy, %': percent(found.redisBusy),
    'actors wait, %': percent(found.actorsWait),
    'lag, ms': found.lag / 1000,
    [`dropped, %, of more than ${MOST_VERSIONS} versions`]: percent(
      play(setup, MOST_VERSIONS).dropped,
    ),
  };
}

function limitRows(each: Case): readonly Row[] {
  return environmentSteps.map((environmentStep) => {
    const { actor, learner, redis, network } = fleetLimits({
      ...{ ...each, actors: 1, environmentStep, mostVersions: Infinity },
    });
    return {
      'environment, µs a step': environmentStep,
      'steps/s of an actor': Math.round(actor),
      'actors for one learner': learner / actor,
      'actors for one Redis': redis / actor,
      'actors for 10 Gbit/s': network / actor,
      'learners for one Redis': redis / learner,
    };
  });
}

function draw(
  each: Case,
  series: readonly { readonly environmentStep: number; readonly found: readonly FleetResult[] }[],
): string {
  const x = actorCounts.map((actors) => Math.log10(actors));
  return svgChart({
    title: each.title,
    xLabel: 'actors, as a power of ten: 0 is 1, 1 is 10, 2 is 100, 3 is 1,000',
    yLabel: 'how busy the learner is, in percent',
    yRange: [0, 105],
    series: series.map(({ environmentStep, found }) => ({
      label:
        environmentStep < 1000 ? `${environmentStep} µs a step` : `${environmentStep / 1000} ms`,
      x,
      y: found.map(({ learnerBusy }) => 100 * learnerBusy),
    })),
  });
}
