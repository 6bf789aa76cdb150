import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { buildArchitecture } from '../../src/networks/buildArchitecture.ts';
import type { Variant } from './measure.ts';
import type { Workload } from './workloads.ts';

const scripts = new URL('../python/', import.meta.url);

/** The same work in a Python library, in a process of its own. */
export interface PythonVariant extends Variant {
  close(): void;
}

/**
 * Starts the update of a workload in PyTorch or JAX.
 *
 * @param python - An interpreter that has the library.
 * @throws {Error} With what Python says, if it does not start.
 */
export async function pythonVariant(
  python: string,
  library: 'torch' | 'jax',
  workload: Workload,
): Promise<PythonVariant> {
  const name = library === 'torch' ? 'PyTorch, one thread' : 'JAX jit, one thread';
  return startScript(name, python, 'update.py', [library, JSON.stringify(describe(workload))]);
}

/**
 * Starts the steps of an environment in Gymnasium, with random actions.
 *
 * @param python - An interpreter that has Gymnasium.
 * @param options - Keyword arguments of `gymnasium.make`.
 * @throws {Error} With what Python says, if it does not start.
 */
export async function gymnasiumVariant(
  python: string,
  id: string,
  options: object,
): Promise<PythonVariant> {
  return startScript('Gymnasium alone', python, 'steps.py', [id, JSON.stringify(options)]);
}

/** Runs a script of bench/python, which takes numbers of calls and says when it is done. */
async function startScript(
  name: string,
  python: string,
  script: string,
  args: readonly string[],
): Promise<PythonVariant> {
  const child = spawn(python, [fileURLToPath(new URL(script, scripts)), ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const failed = once(child, 'error').then(([error]: unknown[]): never => {
    throw error;
  });
  const expectLine = async (line: string): Promise<void> => {
    const next: IteratorResult<string, unknown> = await Promise.race([lines.next(), failed]);
    if (next.value !== line) {
      throw new Error(`${python} ${script}: ${complaint.trim().split('\n').at(-1)}`);
    }
  };
  await expectLine('ready');
  const runMany = async (calls: number): Promise<void> => {
    child.stdin.write(`${calls}\n`);
    await expectLine('done');
  };
  return { name, run: () => runMany(1), runMany, close: () => void child.kill() };
}

/** What bench/python/update.py takes. */
function describe({ environment, network, batchSize }: Workload): object {
  const { layers } = network;
  const { observationSpace, actionSpace } = environment;
  const [first] = buildArchitecture(network, observationSpace, actionSpace).trunk;
  return {
    // Images as [height, width, channels]: each library has a layout of its own.
    input: first?.type === 'conv' ? first.inputShape : observationSpace.shape,
    convolutions: layers.flatMap((layer) =>
      layer.type === 'conv' ? [[layer.filters, layer.kernelSize, layer.stride]] : [],
    ),
    hidden: layers.flatMap((layer) => (layer.type === 'dense' ? [layer.units] : [])),
    actions: actionSpace.n,
    batch: batchSize,
  };
}
