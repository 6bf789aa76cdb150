import type { EngineFactory } from '../engines/engine.ts';
import { simd } from '../engines/simd/simd.ts';
import type { GpuSource } from '../engines/webgpu/device.ts';
import { suggestion } from '../validation/options.ts';
import { CommandError, readCount, readText, type Given } from './command.ts';

/** The options of a command that computes. */
export const ENGINE_OPTIONS = {
  engine: { type: 'string' },
  threads: { type: 'string' },
} as const;

/** Their lines in the help of a command. */
export const ENGINE_HELP = `  --engine NAME        what computes: simd (the default), webgpu (needs the package webgpu), or
                       tfjs (needs TensorFlow.js with its backend wasm or cpu)
  --threads N          threads of simd; default: by the work and the cores, and 1 for each of
                       several --jobs. The numbers are the same`;

/** How many threads each of several jobs has, for the processes that they run in. */
export const THREADS = 'DEEPQ_THREADS';

const ENGINES = ['simd', 'webgpu', 'tfjs'];

/** @throws {CommandError} If there is no such engine, or a package that it needs is missing. */
export async function readEngine(given: Given): Promise<EngineFactory> {
  const name = readText(given, 'engine') ?? 'simd';
  const asked = readCount(given, 'threads', 1, 64);
  if (!ENGINES.includes(name)) {
    throw new CommandError(
      `--engine must be one of ${ENGINES.join(', ')}; received '${name}'${suggestion(name, ENGINES)}.`,
    );
  }
  if (name === 'simd') return simdEngine(asked);
  if (asked !== undefined) throw new CommandError('--threads is for --engine simd.');
  return name === 'webgpu' ? webgpuEngine() : tfjsEngine();
}

/** The usual engine, with as many threads as the process was given. */
export function simdEngine(asked?: number): EngineFactory {
  const threads = asked ?? Number(process.env[THREADS] ?? Number.NaN);
  return Number.isNaN(threads) ? simd() : simd({ threads });
}

async function webgpuEngine(): Promise<EngineFactory> {
  const { webgpu } = await import('../engines/webgpu/webgpu.ts');
  const dawn = await load<{ readonly create: (flags: string[]) => GpuSource }>('webgpu', 'webgpu');
  return webgpu({ gpu: dawn.create([]) });
}

/** On the fastest backend that is installed and needs no GPU. */
async function tfjsEngine(): Promise<EngineFactory> {
  const packages = '@tensorflow/tfjs-core @tensorflow/tfjs-layers @tensorflow/tfjs-backend-wasm';
  const core = await load<{ ready(): Promise<void> }>('@tensorflow/tfjs-core', packages);
  await load('@tensorflow/tfjs-backend-wasm', packages).catch(() =>
    load('@tensorflow/tfjs-backend-cpu', packages),
  );
  await core.ready();
  const { tfjs } = await import('../engines/tfjs/tfjs.ts');
  return tfjs();
}

/** A package that is not installed with deepq. */
async function load<T>(name: string, packages: string): Promise<T> {
  try {
    return (await import(name)) as T;
  } catch (cause) {
    throw new CommandError(
      `The engine needs ${name}, which is not installed: npm install ${packages}`,
      {
        cause,
      },
    );
  }
}
