import { tfjs } from '../src/engines/tfjs/tfjs.ts';
import { requestDevice, type Device } from '../src/engines/webgpu/device.ts';
import { qHead } from '../src/heads/qHead.ts';
import { QNetwork } from '../src/qnetwork/qNetwork.ts';
import { useBackend } from './support/backends.ts';
import type { Options } from './support/arguments.ts';
import type { BenchmarkContext } from './support/context.ts';
import { listCalls } from './support/gpuCalls.ts';
import { gpuWorkloads, measureOnGpu, type GpuReport } from './support/gpuReport.ts';
import { chosenWorkloads } from './support/chosenWorkloads.ts';
import { createBaseline, type MlpWorkload } from './support/layersModelBaseline.ts';
import { measureInterleaved, type MeasureOptions, type Variant } from './support/measure.ts';
import { pythonVariant, type PythonVariant } from './support/python.ts';
import { tabulate } from './support/rates.ts';
import { simdVariants } from './support/simdVariants.ts';
import { measureThreads, openProcess } from './support/threads.ts';
import { randomBatch, workloads, type Workload } from './support/workloads.ts';

export const name = 'update';
export const description: string =
  'one update of DQN, against model.trainOnBatch (--backend-cpu for cpu; ' +
  '--torch python and --jax python for an interpreter that has the library; ' +
  '--chromium for the simd engine in Chromium; --threads n for threads of the simd engine against ' +
  'one, and against as many runs of one at once; --engine webgpu for that one, in Node or Chromium, ' +
  'and with --calls for a list of the calls of shaders, and no times; ' +
  '--only for workloads of these words)';
export const options: Options = {
  rounds: 'number',
  seconds: 'number',
  'backend-cpu': 'flag',
  chromium: 'flag',
  threads: 'number',
  only: 'text',
  engine: ['webgpu'],
  calls: 'flag',
  torch: 'text',
  jax: 'text',
};

/** Times updates: online and target forward, Huber, backward, Adam. */
export async function run(context: BenchmarkContext): Promise<void> {
  const { args } = context;
  if (args.includes('--threads') && args.includes('--engine')) {
    throw new Error(
      '--threads is for the simd engine, and --engine webgpu for another: leave out one of them.',
    );
  }
  if (args.includes('--calls') && !args.includes('--engine')) {
    throw new Error('--calls lists calls of shaders: it needs --engine webgpu.');
  }
  if (args.includes('--threads')) {
    await runThreads(context);
    return;
  }
  if (args.includes('--engine')) {
    await (args.includes('--calls') ? runCalls(context) : runOnGpu(context));
    return;
  }
  if (context.args.includes('--chromium')) {
    await runInChromium(context);
    return;
  }
  const backend = args.includes('--backend-cpu') ? 'cpu' : 'wasm';
  await useBackend(backend);
  for (const workload of chosenWorkloads(workloads, args)) {
    const batch = randomBatch(workload);
    const { environment, network: spec } = workload;
    const head = qHead({ double: false });
    const options = { environment, network: spec, head, gradientClipNorm: null };
    const ours = new QNetwork({ ...options, engine: tfjs() });
    const simd = simdVariants(workload);
    const variants: Variant[] = [
      { name: 'deepq, tfjs engine', run: () => void ours.update(batch) },
      ...simd.variants,
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
    const measured = await measureInterleaved(variants, effort(context));
    ours.dispose();
    simd.dispose();
    for (const each of libraries) each.close();
    context.report(`${workload.name} (${backend})`, tabulate(variants, measured));
  }
}

/** Times threads of the simd engine, in Node or in Chromium. */
async function runThreads(context: BenchmarkContext): Promise<void> {
  const { args } = context;
  const threads = context.number('threads', 2);
  const rounds = context.number('rounds', 15);
  const seconds = context.number('seconds', 3) / rounds;
  const isChromium = args.includes('--chromium');
  const open = isChromium ? (await import('./support/chromium.ts')).openChromiumSide : openProcess;
  for (const { name: workload } of chosenWorkloads(workloads, args)) {
    const rows = await measureThreads(open, workload, { threads, rounds, seconds });
    context.report(`${workload} (${isChromium ? 'Chromium' : 'Node'})`, rows);
  }
}

/** Times updates on the simd engine in a page of a headless Chromium. */
async function runInChromium(context: BenchmarkContext): Promise<void> {
  const chosen = chosenWorkloads(workloads, context.args);
  // Only here, as the bundler takes its time to load.
  const { openChromium } = await import('./support/chromium.ts');
  const chromium = await openChromium();
  try {
    for (const workload of chosen) {
      const rows = await chromium.measureUpdate(workload, effort(context));
      context.report(`${workload.name} (Chromium ${chromium.version})`, rows);
    }
  } finally {
    await chromium.close();
  }
}

/** Times updates on the webgpu engine, in Node or in a page. */
async function runOnGpu(context: BenchmarkContext): Promise<void> {
  const chosen = chosenWorkloads(gpuWorkloads, context.args);
  const reports = async function* (): AsyncGenerator<GpuReport> {
    if (context.args.includes('--chromium')) {
      const { openChromium } = await import('./support/chromium.ts');
      const chromium = await openChromium({ gpu: true });
      try {
        for (const workload of chosen) {
          yield* await chromium.measureOnGpu(workload, effort(context));
        }
      } finally {
        await chromium.close();
      }
      return;
    }
    const device = await openDevice();
    for (const workload of chosen) {
      yield* await measureOnGpu(device, workload, effort(context));
    }
    device.gpu.destroy();
  };
  for await (const { title, rows } of reports()) context.report(title, rows);
}

/** Lists the calls of shaders of an update on the webgpu engine. */
async function runCalls(context: BenchmarkContext): Promise<void> {
  const device = await openDevice();
  for (const workload of chosenWorkloads(gpuWorkloads, context.args)) {
    const rows = listCalls(device, workload);
    context.report(`${workload.name} (${rows.length} calls)`, rows);
  }
  device.gpu.destroy();
}

/** A GPU in Node. */
async function openDevice(): Promise<Device> {
  const { create } = await import('webgpu');
  const flags = (process.env['DAWN'] ?? '').split(' ').filter((flag) => flag !== '');
  return requestDevice({ gpu: create(flags) });
}

function effort(context: BenchmarkContext): MeasureOptions {
  return { rounds: context.number('rounds', 15), minSeconds: context.number('seconds', 3) };
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

function isMlp(workload: Workload): workload is MlpWorkload {
  return workload.hidden !== null;
}
