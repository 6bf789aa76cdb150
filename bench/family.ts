import { c51Head } from '../src/heads/c51Head.ts';
import type { Head } from '../src/heads/head.ts';
import { hlGaussHead } from '../src/heads/hlGaussHead.ts';
import { munchausenHead } from '../src/heads/munchausenHead.ts';
import { qHead } from '../src/heads/qHead.ts';
import { quantileHead } from '../src/heads/quantileHead.ts';
import { mlp } from '../src/networks/mlp.ts';
import { QNetwork } from '../src/qnetwork/qNetwork.ts';
import { createRandom } from '../src/random/createRandom.ts';
import { ReplayBuffer } from '../src/replay/replayBuffer.ts';
import type { SamplerSpec } from '../src/replay/sampler.ts';
import { prioritized } from '../src/replay/samplers/prioritized.ts';
import { ranked } from '../src/replay/samplers/ranked.ts';
import { uniform } from '../src/replay/samplers/uniform.ts';
import { Box } from '../src/spaces/box.ts';
import { Discrete } from '../src/spaces/discrete.ts';
import type { BenchmarkContext } from './support/context.ts';
import { measureInterleaved, quantile, type Variant } from './support/measure.ts';
import type { Row } from './support/table.ts';

export const name = 'family';
export const description: string =
  'what each member of the family costs beside plain DQN: sample, update and learned together ' +
  '(8-256-256-4, batch 128, simd engine); and samplers alone over 1,000,000 transitions';

const BATCH = 128;
const environment = {
  observationSpace: new Box({ low: -Infinity, high: Infinity, shape: [8] }),
  actionSpace: new Discrete(4),
};

/** What is changed of plain DQN. */
interface Member {
  readonly name: string;
  readonly head?: Head;
  readonly sampler?: SamplerSpec;
  readonly dueling?: boolean;
}

const range = { min: -10, max: 10 };
const plain = qHead({ double: false });

/** The first one is what the others are compared with. */
const members: readonly Member[] = [
  { name: 'plain DQN' },
  { name: 'double', head: qHead() },
  { name: 'dueling', dueling: true },
  { name: 'prioritized', sampler: prioritized() },
  { name: 'ranked', sampler: ranked() },
  { name: 'C51, 51 atoms', head: c51Head({ ...range, double: false }) },
  { name: 'quantile, 32', head: quantileHead({ quantiles: 32, double: false }) },
  { name: 'HL-Gauss, 51 bins', head: hlGaussHead({ ...range, double: false }) },
  { name: 'Munchausen', head: munchausenHead() },
  { name: 'C51, double, prioritized', head: c51Head(range), sampler: prioritized() },
];

/** Times whole updates against plain DQN, then the samplers alone. */
export async function run(context: BenchmarkContext): Promise<void> {
  const made = members.map(create);
  const measured = await measureInterleaved(
    made.map(({ variant }) => variant),
    { rounds: context.number('rounds', 15), minSeconds: context.number('seconds', 3) },
  );
  for (const { network } of made) network.dispose();
  context.report(
    '8-256-256-4, batch 128, simd engine',
    measured.map(({ name: member, median, p10, p90, ratio }): Row => ({
      member,
      'median µs': median,
      'p10 µs': p10,
      'p90 µs': p90,
      'ratio to plain DQN': ratio,
    })),
  );
  const transitions = context.number('transitions', 1_000_000);
  context.report(
    `samplers over ${transitions} transitions, batches of 32`,
    [uniform(), prioritized(), ranked()].map((sampler) => timeSampler(sampler, transitions)),
  );
}

function create({ name: title, head = plain, sampler = uniform(), dueling = false }: Member): {
  readonly variant: Variant;
  readonly network: QNetwork;
} {
  const spec = mlp({ hidden: [256, 256], dueling });
  const network = new QNetwork({ environment, network: spec, head });
  const replay = fill(sampler);
  const run = (): void => {
    const batch = replay.sample(BATCH);
    const { tdErrors } = network.update(batch);
    replay.learned(batch, tdErrors);
  };
  return { variant: { name: title, run }, network };
}

/** A replay buffer of random transitions, a hundredth of them ends. */
function fill(sampler: SamplerSpec): ReplayBuffer {
  const random = createRandom(1);
  const replay = new ReplayBuffer({ capacity: 20_000, environment, sampler, seed: 1 });
  const look = (): Float32Array => Float32Array.from({ length: 8 }, () => random.normal());
  let observation = look();
  while (replay.size < replay.capacity) {
    const nextObservation = look();
    const terminated = random.integer(100) === 0;
    replay.add({
      observation,
      action: environment.actionSpace.sample(random),
      reward: random.normal(),
      nextObservation,
      terminated,
      truncated: false,
    });
    observation = terminated ? look() : nextObservation;
  }
  return replay;
}

/** Draws and updates take turns, as in training. */
function timeSampler(spec: SamplerSpec, transitions: number): Row {
  const random = createRandom(2);
  const sampler = spec.create({ capacity: transitions, random: createRandom(1) });
  for (let slot = 0; slot < transitions; slot++) sampler.added(slot, 3 * random.uniform());
  const draw = { indices: new Int32Array(32), weights: new Float32Array(32) };
  const tdErrors = new Float32Array(32);
  const times = { sample: new Float64Array(20_000), learned: new Float64Array(20_000) };
  for (let turn = 0; turn < times.sample.length; turn++) {
    for (let row = 0; row < 32; row++) tdErrors[row] = 3 * random.uniform();
    const start = performance.now();
    sampler.sample(draw, transitions);
    const drawn = performance.now();
    sampler.learned?.(draw.indices, tdErrors);
    times.sample[turn] = (drawn - start) * 1000;
    times.learned[turn] = (performance.now() - drawn) * 1000;
  }
  return {
    sampler: spec.kind,
    'sample(32), median µs': quantile(times.sample, 0.5),
    'p90 µs': quantile(times.sample, 0.9),
    'learned(32), median µs': quantile(times.learned, 0.5),
    'p90 µs of learned': quantile(times.learned, 0.9),
  };
}
