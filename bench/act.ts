import { DQNAgent } from '../src/agents/dqnAgent.ts';
import { simd } from '../src/engines/simd/simd.ts';
import { tfjs } from '../src/engines/tfjs/tfjs.ts';
import { createRandom } from '../src/random/createRandom.ts';
import { useBackend } from './support/backends.ts';
import type { Options } from './support/arguments.ts';
import type { BenchmarkContext } from './support/context.ts';
import { measureInterleaved } from './support/measure.ts';
import { workloads } from './support/workloads.ts';

export const name = 'act';
export const description = 'one greedy action, on the simd engine and the wasm and cpu backends';
export const options: Options = { seconds: 'number' };

/** Times the choice of an action for one observation. */
export async function run(context: BenchmarkContext): Promise<void> {
  for (const backend of ['simd', 'wasm', 'cpu'] as const) {
    if (backend !== 'simd') await useBackend(backend);
    for (const { environment, network, name: workload } of workloads) {
      const engine = backend === 'simd' ? simd() : tfjs();
      const agent = new DQNAgent({ environment, network, engine });
      const observation = environment.observationSpace.sample(createRandom(1));
      const [measured] = await measureInterleaved(
        [{ name: 'act', run: () => void agent.act(observation, { explore: false }) }],
        { minSeconds: context.number('seconds', 1) },
      );
      agent.dispose();
      context.report(`act, ${workload.split(',')[0] ?? ''} (${backend})`, [
        { 'median µs': measured?.median ?? null, 'p90 µs': measured?.p90 ?? null },
      ]);
    }
  }
}
