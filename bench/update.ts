import { qHead } from '../src/heads/qHead.ts';
import { QNetwork } from '../src/networks/qNetwork.ts';
import { useBackend } from './support/backends.ts';
import type { BenchmarkContext } from './support/context.ts';
import { createBaseline } from './support/layersModelBaseline.ts';
import { measureInterleaved } from './support/measure.ts';
import { randomBatch, workloads } from './support/workloads.ts';

export const name = 'update';
export const description = 'one update of DQN, against model.trainOnBatch (--backend-cpu for cpu)';

/** Times updates: online and target forward, Huber, backward, Adam. */
export async function run(context: BenchmarkContext): Promise<void> {
  const backend = context.args.includes('--backend-cpu') ? 'cpu' : 'wasm';
  await useBackend(backend);
  const head = qHead({ double: false });
  for (const workload of workloads) {
    const batch = randomBatch(workload);
    const baseline = createBaseline(workload);
    const { environment, network: spec } = workload;
    const network = new QNetwork({ environment, network: spec, gradientClipNorm: null });
    const measured = await measureInterleaved(
      [
        { name: 'model.trainOnBatch', run: () => baseline(batch) },
        { name: 'deepq, tfjs engine', run: () => void network.update(batch, head) },
      ],
      {
        rounds: context.number('rounds', 15),
        minSeconds: context.number('seconds', 3),
      },
    );
    network.dispose();
    context.report(
      `${workload.name} (${backend})`,
      measured.map(({ name: variant, median, p10, p90, ratio }) => ({
        variant,
        'median µs': median,
        'p10 µs': p10,
        'p90 µs': p90,
        'times faster': 1 / ratio,
      })),
    );
  }
}
