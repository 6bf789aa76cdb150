import { qHead } from '../src/heads/qHead.ts';
import { QNetwork } from '../src/networks/qNetwork.ts';
import { useBackend } from './support/backends.ts';
import type { BenchmarkContext } from './support/context.ts';
import { createBaseline, type MlpWorkload } from './support/layersModelBaseline.ts';
import { measureInterleaved, type Variant } from './support/measure.ts';
import { randomBatch, workloads, type Workload } from './support/workloads.ts';

export const name = 'update';
export const description = 'one update of DQN, against model.trainOnBatch (--backend-cpu for cpu)';

/** Times updates: online and target forward, Huber, backward, Adam. */
export async function run(context: BenchmarkContext): Promise<void> {
  const backend = context.args.includes('--backend-cpu') ? 'cpu' : 'wasm';
  await useBackend(backend);
  const head = qHead({ double: false });
  for (const workload of workloads) {
    const batch = randomBatch(workload);
    const { environment, network: spec } = workload;
    const network = new QNetwork({ environment, network: spec, gradientClipNorm: null });
    const variants: Variant[] = [
      { name: 'deepq, tfjs engine', run: () => void network.update(batch, head) },
    ];
    if (isMlp(workload)) {
      const { update, fitOnly } = createBaseline(workload);
      variants.unshift(
        { name: 'predict twice, model.trainOnBatch', run: () => update(batch) },
        { name: 'model.trainOnBatch alone', run: () => fitOnly(batch) },
      );
    } else {
      context.note('TensorFlow.js lacks kernels to train convolutions on wasm: no baseline.');
    }
    const measured = await measureInterleaved(variants, {
      rounds: context.number('rounds', 15),
      minSeconds: context.number('seconds', 3),
    });
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

function isMlp(workload: Workload): workload is MlpWorkload {
  return workload.hidden !== null;
}
