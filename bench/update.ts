import { qHead } from '../src/heads/qHead.ts';
import type { Layer } from '../src/networks/architecture.ts';
import { buildArchitecture } from '../src/networks/buildArchitecture.ts';
import { QNetwork } from '../src/networks/qNetwork.ts';
import { useBackend } from './support/backends.ts';
import type { BenchmarkContext } from './support/context.ts';
import { createBaseline, type MlpWorkload } from './support/layersModelBaseline.ts';
import { measureInterleaved, type Variant } from './support/measure.ts';
import { peakOperations, peakVariant } from './support/peak.ts';
import { pythonVariant, type PythonVariant } from './support/python.ts';
import { randomBatch, workloads, type Workload } from './support/workloads.ts';

export const name = 'update';
export const description: string =
  'one update of DQN, against model.trainOnBatch (--backend-cpu for cpu; ' +
  '--torch python and --jax python for an interpreter that has the library)';

const simdName = 'deepq, simd engine';

/** Times updates: online and target forward, Huber, backward, Adam. */
export async function run(context: BenchmarkContext): Promise<void> {
  const backend = context.args.includes('--backend-cpu') ? 'cpu' : 'wasm';
  await useBackend(backend);
  const head = qHead({ double: false });
  for (const workload of workloads) {
    const batch = randomBatch(workload);
    const { environment, network: spec } = workload;
    const options = { environment, network: spec, gradientClipNorm: null };
    const tfjs = new QNetwork({ ...options, engine: 'tfjs' });
    const simd = new QNetwork({ ...options, engine: 'simd' });
    const networks = [tfjs, simd];
    const variants: Variant[] = [
      { name: 'deepq, tfjs engine', run: () => void tfjs.update(batch, head) },
      { name: simdName, run: () => void simd.update(batch, head) },
      // In turn with the others, as the speed of the machine drifts.
      peakVariant,
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
    const libraries = await pythonVariants(context, workload);
    variants.push(...libraries);
    const measured = await measureInterleaved(variants, {
      rounds: context.number('rounds', 15),
      minSeconds: context.number('seconds', 3),
    });
    for (const each of networks) each.dispose();
    for (const each of libraries) each.close();
    const rate = (variant: string, microseconds: number): number | null => {
      if (variant === peakVariant.name) return peakOperations / microseconds / 1000;
      return variant === simdName ? operations(workload) / microseconds / 1000 : null;
    };
    const peak = measured.find(({ name: variant }) => variant === peakVariant.name);
    const best = peak ? rate(peak.name, peak.median) : null;
    context.report(
      `${workload.name} (${backend})`,
      measured.map(({ name: variant, median, p10, p90, ratio }) => {
        const gigaflops = rate(variant, median);
        return {
          variant,
          'median µs': median,
          'p10 µs': p10,
          'p90 µs': p90,
          'times faster': variant === peakVariant.name ? null : 1 / ratio,
          'GFLOP/s': gigaflops,
          '% of peak': gigaflops !== null && best !== null ? (100 * gigaflops) / best : null,
        };
      }),
    );
  }
}

/** The Python libraries that an interpreter was named for. */
async function pythonVariants(
  { args }: BenchmarkContext,
  workload: Workload,
): Promise<readonly PythonVariant[]> {
  const variants: PythonVariant[] = [];
  for (const library of ['torch', 'jax'] as const) {
    const index = args.indexOf(`--${library}`);
    if (index === -1) continue;
    variants.push(await pythonVariant(args[index + 1] ?? 'python3', library, workload));
  }
  return variants;
}

/**
 * Multiplications and additions in the matrix products of one update: two
 * passes forward, the gradients of the kernels, and those of their inputs
 * except in the first layer.
 */
function operations({ environment, network: spec, batchSize }: Workload): number {
  const { observationSpace, actionSpace } = environment;
  const { trunk, output } = buildArchitecture(spec, observationSpace, actionSpace);
  const layers = [...trunk, ...(output.type === 'linear' ? output.layers : [])];
  return layers.reduce(
    (total, layer, index) => total + 2 * batchSize * products(layer) * (index === 0 ? 3 : 4),
    0,
  );
}

/** Multiplications of one row on the way forward. */
function products(layer: Layer): number {
  switch (layer.type) {
    case 'dense':
      return layer.inputs * layer.units;
    case 'conv':
      return layer.kernelSize ** 2 * layer.inputShape[2] * layer.units;
    case 'embedding':
      return 0;
  }
}

function isMlp(workload: Workload): workload is MlpWorkload {
  return workload.hidden !== null;
}
