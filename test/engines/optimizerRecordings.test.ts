import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { buildArchitecture } from '../../src/networks/buildArchitecture.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { adamw } from '../../src/optimizers/adamw.ts';
import { radam } from '../../src/optimizers/radam.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { makeOn } from './onEngine.ts';

/** Steps of optax on a network of two inputs and one output. */
interface Recording {
  readonly observation: readonly number[];
  /** The gradient in the output, for each step. */
  readonly upstream: readonly number[];
  readonly kernel: readonly number[];
  readonly bias: readonly number[];
  readonly cases: readonly {
    readonly optimizer: 'adamw' | 'radam';
    readonly options: Parameters<typeof radam>[0];
    /** Kernel and bias after each step. */
    readonly weights: readonly (readonly number[])[];
  }[];
}

const file = new URL('../fixtures/optimizer_steps.json', import.meta.url);
const recording = JSON.parse(readFileSync(file, 'utf8')) as Recording;
const architecture = buildArchitecture(
  mlp({ hidden: [] }),
  new Box({ low: -9, high: 9, shape: [2] }),
  new Discrete(1),
);

test.each(
  recording.cases.flatMap((one) =>
    (['simd', 'tfjs on cpu', 'tfjs on wasm'] as const).map((name) => [name, one] as const),
  ),
)('%s takes the steps that optax took, %#', async (name, one) => {
  const optimizer = (one.optimizer === 'adamw' ? adamw : radam)(one.options);
  const weights = Float32Array.from([...recording.kernel, ...recording.bias]);
  const options = { architecture, optimizer, gradientClipNorm: null, weights };
  const engine = await makeOn(name, options);
  expect(one.weights).toHaveLength(12);
  for (const [step, slope] of recording.upstream.entries()) {
    const pass = engine.forwardForTraining(Float32Array.from(recording.observation), 1);
    pass.outputs.discard();
    pass.backward(Float32Array.of(slope), one.options.learningRate as number);
    const now = await engine.getWeights('online');
    now.forEach((weight, index) => {
      expect(Math.abs(weight - (one.weights[step]?.[index] ?? NaN))).toBeLessThan(1e-6);
    });
  }
  engine.dispose();
});
