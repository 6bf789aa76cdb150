import type { AsyncEnvironment, Environment } from '../src/protocol/environment.ts';
import { AsyncGymnasiumEnvironment } from '../src/node/gymnasium/asyncGymnasiumEnvironment.ts';
import { GymnasiumEnvironment } from '../src/node/gymnasium/gymnasiumEnvironment.ts';
import { createRandom } from '../src/random/createRandom.ts';
import { VectorEnvironment } from '../src/vector/vectorEnvironment.ts';
import type { Options } from './support/arguments.ts';
import type { BenchmarkContext } from './support/context.ts';
import { requirePython } from './support/requirePython.ts';
import { measureInterleaved, type Variant } from './support/measure.ts';
import { gymnasiumVariant } from './support/python.ts';

export const name = 'bridge';
export const description = 'steps a second of Gymnasium environments through the bridge';
export const options: Options = { seconds: 'number' };

const cases: readonly (readonly [label: string, id: string, options: Record<string, unknown>])[] = [
  ['CartPole', 'CartPole-v1', {}],
  ['Taxi', 'Taxi-v4', {}],
  ['Assault RAM', 'ALE/Assault-v5', { obs_type: 'ram' }],
  ['Assault RGB', 'ALE/Assault-v5', {}],
];

/** How many copies step at the same time. */
const COPIES = 2;

/** Measures each environment alone in Python, and through the bridge in each way there is. */
export async function run(context: BenchmarkContext): Promise<void> {
  const python = requirePython(context);
  if (python === null) return;
  const minSeconds = context.number('seconds', 2);
  for (const [label, id, options] of cases) {
    const alone = await gymnasiumVariant(python, id, options);
    const now = await GymnasiumEnvironment.create(id, { python, options });
    const later = await AsyncGymnasiumEnvironment.create(id, { python, options });
    const copies = await Promise.all(
      Array.from({ length: COPIES }, () => GymnasiumEnvironment.create(id, { python, options })),
    );
    const group = new VectorEnvironment(COPIES, (index) => copies[index]!);
    const variants: readonly Variant[] = [
      alone,
      synchronous('GymnasiumEnvironment', now),
      asynchronous('AsyncGymnasiumEnvironment', await begun(later)),
      together(`${COPIES} in a VectorEnvironment`, group),
    ];
    const measured = await measureInterleaved(variants, { minSeconds });
    const environment = measured[0]!.median;
    context.report(
      `${label}, random actions`,
      measured.map(({ name: variant, median, p10, p90 }, index) => {
        const steps = index === 3 ? COPIES : 1;
        const perSecond = (microseconds: number): number =>
          Math.round((steps * 1e6) / microseconds);
        return {
          variant,
          'steps/s': perSecond(median),
          'slowest tenth': perSecond(p90),
          'fastest tenth': perSecond(p10),
          'µs on the way': index === 0 || index === 3 ? null : median - environment,
          '% of the time in the environment':
            index === 0 || index === 3 ? null : (100 * environment) / median,
        };
      }),
    );
    alone.close();
    now.close();
    group.close();
    await later.close();
  }
}

function synchronous(name: string, environment: Environment): Variant {
  const draw = actions(environment.actionSpace.n);
  environment.reset({ seed: 1 });
  return {
    name,
    run() {
      const { terminated, truncated } = environment.step(draw());
      if (terminated || truncated) environment.reset();
    },
  };
}

async function begun(environment: AsyncEnvironment): Promise<AsyncEnvironment> {
  await environment.reset({ seed: 1 });
  return environment;
}

function asynchronous(name: string, environment: AsyncEnvironment): Variant {
  const draw = actions(environment.actionSpace.n);
  return {
    name,
    async run() {
      const { terminated, truncated } = await environment.step(draw());
      if (terminated || truncated) await environment.reset();
    },
  };
}

function together(name: string, group: VectorEnvironment): Variant {
  const draw = actions(group.actionSpace.n);
  group.reset({ seed: 1 });
  return { name, run: () => void group.step(Array.from({ length: group.count }, draw)) };
}

function actions(count: number): () => number {
  const random = createRandom(1);
  return () => random.integer(count);
}
