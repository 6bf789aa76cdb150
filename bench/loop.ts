import { DQNAgent } from '../src/agents/dqnAgent.ts';
import { makeEnvironment } from '../src/environments/makeEnvironment.ts';
import { train } from '../src/training/train.ts';
import type { Options } from './support/arguments.ts';
import type { BenchmarkContext } from './support/context.ts';
import { loopCases, REFERENCE_PEAK, type LoopCase } from './support/loopCases.ts';
import { quantile } from './support/measure.ts';
import { StopWatch } from './support/stopWatch.ts';
import { peakVariant } from './support/simdVariants.ts';
import { simd } from '../src/engines/simd/simd.ts';

export const name = 'loop';
export const description =
  'whole training loops on CartPole, in environment steps a second (--runs 3, --steps 50000)';
export const options: Options = { runs: 'number', steps: 'number' };

/** Seconds of training between two looks at the machine's peak, and runs of the peak in each. */
const PEAK_EVERY = 0.1;
const PEAK_RUNS = 40;

interface Measured {
  readonly seconds: number;
  /** Of all threads of this process: what counts where other programs take their share. */
  readonly cpuSeconds: number;
  readonly updates: number;
  /** GFLOP/s, the median of many looks during the run. */
  readonly peak: number;
}

/** Trains from scratch several times; the cases take turns. */
export async function run(context: BenchmarkContext): Promise<void> {
  const runs = context.number('runs', 3);
  const environmentSteps = context.number('steps', 50_000);
  const measured = loopCases.map((): Measured[] => []);
  for (let seed = 1; seed <= runs; seed++) {
    for (const [index, loopCase] of loopCases.entries()) {
      const result = await measure(loopCase, environmentSteps, seed);
      measured[index]?.push(result);
      const rate = Math.round(environmentSteps / result.seconds);
      context.note(`${loopCase.name}, run ${seed}: ${rate} steps/s at ${result.peak.toFixed(1)}`);
    }
  }
  context.report(
    `CartPole-v1, ${environmentSteps} environment steps, simd engine; ` +
      `s = ${REFERENCE_PEAK} GFLOP/s ÷ peak`,
    loopCases.map(({ name: variant, target }, index) => {
      const all = measured[index] ?? [];
      const middle = (pick: (one: Measured) => number): number => quantile(all.map(pick), 0.5);
      return {
        case: variant,
        updates: middle(({ updates }) => updates),
        seconds: middle(({ seconds }) => seconds),
        'steps/s': middle(({ seconds }) => environmentSteps / seconds),
        'steps/CPU s': middle(({ cpuSeconds }) => environmentSteps / cpuSeconds),
        'peak GFLOP/s': middle(({ peak }) => peak),
        s: middle(({ peak }) => REFERENCE_PEAK / peak),
        'target ÷ s': middle(({ peak }) => (target * peak) / REFERENCE_PEAK),
        // Of each run by itself, as the machine's speed drifts.
        'steps/s × s': middle(
          ({ seconds, peak }) => (environmentSteps / seconds) * (REFERENCE_PEAK / peak),
        ),
        target,
      };
    }),
  );
}

/** One run of training, held up now and then to time the peak, which does not count. */
async function measure(
  { options }: LoopCase,
  environmentSteps: number,
  seed: number,
): Promise<Measured> {
  const environment = makeEnvironment('CartPole-v1');
  const agent = new DQNAgent({ environment, engine: simd(), ...options, seed });
  const peaks = [timePeak()];
  const clock = new StopWatch();
  for await (const event of train(agent, environment, { environmentSteps, seed })) {
    if (event.type !== 'steps' || clock.lap < PEAK_EVERY) continue;
    clock.pause();
    peaks.push(timePeak());
    clock.resume();
  }
  clock.pause();
  const { updates } = agent;
  agent.dispose();
  const { seconds, cpuSeconds } = clock;
  return { seconds, cpuSeconds, updates, peak: quantile(peaks, 0.5) };
}

const peak = peakVariant(false);

/** GFLOP/s of the plain build in registers alone. */
function timePeak(): number {
  const start = performance.now();
  for (let run = 0; run < PEAK_RUNS; run++) void peak.run();
  return (PEAK_RUNS * peak.operations) / (performance.now() - start) / 1e6;
}
