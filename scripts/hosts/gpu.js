// Whether the shaders of deepq compile and compute in a browser, whose compiler of WGSL is its
// own: networks of all kinds learn on its WebGPU and on simd, and must come to the same.
import {
  Box,
  c51Head,
  cnn,
  createRandom,
  Discrete,
  embedding,
  hlGaussHead,
  iqnHead,
  mlp,
  munchausenHead,
  qHead,
  QNetwork,
  quantileHead,
  ReplayBuffer,
  simd,
} from 'deepq';
import { webgpu } from 'deepq/webgpu';

const floats = new Box({ low: -Infinity, high: Infinity, shape: [6] });
const pixels = new Box({ low: 0, high: 255, shape: [2, 12, 12], dtype: 'uint8' });
const places = new Discrete(40);
const convolutions = [{ filters: 8, kernelSize: 4, stride: 2 }];

const cases = {
  'an MLP': [floats, mlp({ hidden: [32, 32] }), qHead({ double: true })],
  'a large MLP': [floats, mlp({ hidden: [160, 160] }), munchausenHead()],
  'noisy streams': [
    floats,
    mlp({ hidden: [48], dueling: true, noisy: {}, layerNorm: true }),
    c51Head({ atoms: 11, min: -5, max: 5 }),
  ],
  convolutions: [pixels, cnn({ convolutions, hidden: [40] }), quantileHead({ quantiles: 8 })],
  fractions: [floats, mlp({ hidden: [32] }), iqnHead()],
  'a table': [
    places,
    embedding({ size: 12, hidden: [32] }),
    hlGaussHead({ bins: 11, min: -5, max: 5 }),
  ],
};

/**
 * Lets networks learn on both engines.
 *
 * @returns By name of a network, in words, whether the engines agree.
 */
export async function agreeOnGpu() {
  const adapter = await navigator.gpu?.requestAdapter();
  if (!adapter) return { 'the GPU': 'is not there' };
  const seen = {};
  for (const precision of ['float32', 'float16']) {
    if (precision === 'float16' && !adapter.features.has('shader-f16')) continue;
    const engine = await webgpu({ precision });
    for (const [name, [space, network, head]] of Object.entries(cases)) {
      const distance = await distanceOf(engine, space, network, head);
      const most = precision === 'float16' ? 2e-2 : 1e-4;
      seen[`${name}, ${precision}`] = distance < most ? 'agrees' : `is off by ${distance}`;
    }
    engine.dispose();
  }
  return seen;
}

/** The largest distance of values after three updates, by the largest value. */
async function distanceOf(engine, observationSpace, network, head) {
  const environment = { observationSpace, actionSpace: new Discrete(3) };
  const replay = filled(environment);
  const [ours, theirs] = [engine, simd({ threads: 1, relaxed: false })].map(
    (each) => new QNetwork({ environment, network, head, engine: each, seed: 5 }),
  );
  for (let update = 0; update < 3; update++) {
    const batch = replay.sample(16);
    await ours.updateAsync(batch);
    await theirs.updateAsync(batch);
  }
  const { observations } = replay.sample(8);
  const values = await ours.qValuesAsync(observations);
  const expected = await theirs.qValuesAsync(observations);
  for (const each of [ours, theirs]) each.dispose();
  const largest = Math.max(...expected.map(Math.abs));
  return Math.max(...expected.map((value, index) => Math.abs(value - values[index]))) / largest;
}

function filled({ observationSpace, actionSpace }) {
  const random = createRandom(3);
  const environment = { observationSpace, actionSpace };
  const replay = new ReplayBuffer({ capacity: 64, environment, seed: 4 });
  const drawn = () => observationOf(observationSpace, random);
  let observation = drawn();
  for (let step = 1; step <= 64; step++) {
    const nextObservation = drawn();
    const terminated = step % 16 === 0;
    const [action, reward] = [random.integer(actionSpace.n), random.normal()];
    replay.add({ observation, action, reward, nextObservation, terminated, truncated: false });
    observation = terminated ? drawn() : nextObservation;
  }
  return replay;
}

function observationOf(space, random) {
  if (space instanceof Discrete) return random.integer(space.n);
  return space.dtype === 'uint8'
    ? Uint8Array.from({ length: space.size }, () => random.integer(256))
    : Float32Array.from({ length: space.size }, () => random.normal());
}
