import * as planck from 'planck';
import type { Environment } from '../src/protocol/environment.ts';
import { makeEnvironment } from '../src/environments/makeEnvironment.ts';
import { createRandom } from '../src/random/createRandom.ts';
import type { Options } from './support/arguments.ts';
import type { BenchmarkContext } from './support/context.ts';
import { measureInterleaved } from './support/measure.ts';

export const name = 'environments';
export const description = 'steps a second of the environments, with random actions';
export const options: Options = { seconds: 'number' };

/** Steps in one call: many, so that the clock and the call cost nothing. */
const STEPS = 1000;

const environments: Readonly<Record<string, () => Environment>> = {
  'CartPole-v1': () => makeEnvironment('CartPole-v1'),
  'MountainCar-v0': () => makeEnvironment('MountainCar-v0'),
  'Acrobot-v1': () => makeEnvironment('Acrobot-v1'),
  'Taxi-v3': () => makeEnvironment('Taxi-v3'),
  'FrozenLake-v1': () => makeEnvironment('FrozenLake-v1'),
  'CliffWalking-v1': () => makeEnvironment('CliffWalking-v1'),
  'Blackjack-v1': () => makeEnvironment('Blackjack-v1'),
  'LunarLander-v3': () => makeEnvironment('LunarLander-v3', { planck }),
};

/** Takes steps at random, resets and the draws of the actions included. */
export async function run(context: BenchmarkContext): Promise<void> {
  const variants = Object.entries(environments).map(([id, make]) => {
    const environment = make();
    const random = createRandom(1);
    environment.reset({ seed: 1 });
    const play = (): void => {
      for (let step = 0; step < STEPS; step++) {
        const result = environment.step(random.integer(environment.actionSpace.n));
        if (result.terminated || result.truncated) environment.reset();
      }
    };
    return { name: id, run: play };
  });
  const minSeconds = context.number('seconds', 1);
  const byClock = await measureInterleaved(variants, { minSeconds });
  // On a machine that others use as well, this is what is left of the noise.
  const byCpu = await measureInterleaved(variants, { minSeconds, now: cpuMilliseconds });
  const stepsPerSecond = (microseconds: number): number => Math.round((STEPS * 1e6) / microseconds);
  context.report(
    'Environments, random actions',
    byClock.map(({ name: id, median, p10, p90 }, index) => ({
      environment: id,
      'steps/s': stepsPerSecond(median),
      'slowest tenth': stepsPerSecond(p90),
      'fastest tenth': stepsPerSecond(p10),
      'steps/s of CPU time': stepsPerSecond(byCpu[index]!.median),
    })),
  );
}

/** What this process has computed for so far, all its threads together. */
function cpuMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
