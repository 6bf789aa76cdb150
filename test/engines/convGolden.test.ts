import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { huberLoss } from '../../src/heads/losses.ts';
import { buildArchitecture } from '../../src/networks/buildArchitecture.ts';
import { cnn } from '../../src/networks/cnn.ts';
import { adam } from '../../src/optimizers/optimizer.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { setUpBackend } from '../support/backends.ts';
import { engineNamed } from './engineNamed.ts';

interface RecordedUpdate {
  readonly input: readonly [batch: number, height: number, width: number, channels: number];
  readonly x: number[];
  readonly action: number[];
  readonly target: number[];
  readonly initial: readonly { readonly shape: number[]; readonly data: number[] }[];
  readonly q: number[];
  readonly loss: number;
  readonly gradient: number[][];
  readonly afterOneAdamStep: number[][];
  readonly adam: { readonly learningRate: number; readonly epsilon: number };
}

const url = new URL('../fixtures/conv_update.json', import.meta.url);
const recorded = JSON.parse(readFileSync(url, 'utf8')) as RecordedUpdate;

test.each([
  ['tfjs', 'cpu'],
  ['tfjs', 'wasm'],
  ['simd', null],
] as const)('an update of convolutions, %s engine on %s, as PyTorch', async (choice, backend) => {
  if (backend) await setUpBackend(backend);
  const [batch, ...shape] = recorded.input;
  const actions = recorded.q.length / batch;
  const architecture = buildArchitecture(
    cnn({
      convolutions: [
        { filters: 6, kernelSize: 4, stride: 2 },
        { filters: 5, kernelSize: 3 },
      ],
      hidden: [],
    }),
    new Box({ low: 0, high: 255, shape, dtype: 'uint8' }),
    new Discrete(actions),
  );
  expect(architecture.parameters.map(({ shape: ours }) => ours)).toEqual(
    recorded.initial.map(({ shape: theirs }) => theirs),
  );
  const engine = engineNamed(choice).create({
    architecture,
    optimizer: adam(recorded.adam),
    gradientClipNorm: null,
    weights: Float32Array.from(recorded.initial.flatMap(({ data }) => data)),
  });
  const pass = engine.forwardForTraining(Uint8Array.from(recorded.x), batch);
  const q = pass.outputs.sync();
  expectClose(q, recorded.q, 1e-5);

  const { value, derivative } = huberLoss(1);
  const gradient = new Float32Array(q.length);
  let loss = 0;
  recorded.action.forEach((action, row) => {
    const error = (q[row * actions + action] ?? NaN) - (recorded.target[row] ?? NaN);
    loss += value(error) / batch;
    gradient[row * actions + action] = derivative(error) / batch;
  });
  expectClose([loss], [recorded.loss], 1e-5);
  pass.backward(gradient, recorded.adam.learningRate);
  expectClose(engine.gradient().sync(), recorded.gradient.flat(), 1e-4);
  expectClose((await engine.getState()).online, recorded.afterOneAdamStep.flat(), 1e-4);
  engine.dispose();
});

/** Every number within `tolerance` of the largest. */
function expectClose(ours: ArrayLike<number>, theirs: readonly number[], tolerance: number): void {
  expect(ours.length).toBe(theirs.length);
  const scale = Math.max(...theirs.map(Math.abs));
  theirs.forEach((value, index) => {
    expect(Math.abs((ours[index] ?? NaN) - value)).toBeLessThan(tolerance * scale);
  });
}
