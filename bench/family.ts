import { c51Head } from '../src/heads/c51Head.ts';
import type { Head } from '../src/heads/head.ts';
import { hlGaussHead } from '../src/heads/hlGaussHead.ts';
import { iqnHead } from '../src/heads/iqnHead.ts';
import { munchausenHead } from '../src/heads/munchausenHead.ts';
import { qHead } from '../src/heads/qHead.ts';
import { quantileHead } from '../src/heads/quantileHead.ts';
import { cnn } from '../src/networks/cnn.ts';
import { mlp, type MlpOptions } from '../src/networks/mlp.ts';
import type { NetworkSpec } from '../src/networks/spec.ts';
import { QNetwork } from '../src/qnetwork/qNetwork.ts';
import { createRandom } from '../src/random/createRandom.ts';
import { ReplayBuffer } from '../src/replay/replayBuffer.ts';
import type { SamplerSpec } from '../src/replay/sampler.ts';
import { prioritized } from '../src/replay/samplers/prioritized.ts';
import { ranked } from '../src/replay/samplers/ranked.ts';
import { uniform } from '../src/replay/samplers/uniform.ts';
import { Box } from '../src/spaces/box.ts';
import { Discrete } from '../src/spaces/discrete.ts';
import type { EnvironmentSpaces } from '../src/protocol/environmentSpaces.ts';
import type { Options } from './support/arguments.ts';
import type { BenchmarkContext } from './support/context.ts';
import { measureInterleaved, quantile, type Variant } from './support/measure.ts';
import type { Row } from './support/table.ts';

export const name = 'family';
export const description: string =
  'what each member of the family costs beside plain DQN: sample, update and learned together ' +
  '(8-256-256-4, batch 128, simd engine); and samplers alone over 1,000,000 transitions';

export const options: Options = {
  rounds: 'number',
  seconds: 'number',
  transitions: 'number',
  members: 'flag',
  pictures: 'flag',
  samplers: 'flag',
  cpu: 'flag',
};

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
  readonly network?: Omit<MlpOptions, 'hidden'>;
}

const range = { min: -10, max: 10 };
const eight = { acting: 8, online: 8, target: 8 };
const plain = qHead({ double: false });

/** The first one is what the others are compared with. */
const members: readonly Member[] = [
  { name: 'plain DQN' },
  { name: 'double', head: qHead() },
  { name: 'dueling', network: { dueling: true } },
  { name: 'prioritized', sampler: prioritized() },
  { name: 'ranked', sampler: ranked() },
  { name: 'C51, 51 atoms', head: c51Head({ ...range, double: false }) },
  { name: 'quantile, 32', head: quantileHead({ quantiles: 32, double: false }) },
  { name: 'HL-Gauss, 51 bins', head: hlGaussHead({ ...range, double: false }) },
  { name: 'Munchausen', head: munchausenHead() },
  { name: 'noisy', network: { noisy: {} } },
  { name: 'layer norm', network: { layerNorm: true } },
  { name: 'IQN, 8 fractions each', head: iqnHead({ fractions: eight, double: false }) },
  { name: 'Munchausen IQN, 8', head: iqnHead({ fractions: eight, munchausen: {} }) },
  { name: 'C51, double, prioritized', head: c51Head(range), sampler: prioritized() },
  {
    name: 'Rainbow',
    head: c51Head(range),
    sampler: prioritized(),
    network: { dueling: true, noisy: {} },
  },
];

/** Data-efficient Rainbow, and plain DQN with its convolutions: streams of 256, batches of 32. */
const pictures: EnvironmentSpaces = {
  observationSpace: new Box({ low: 0, high: 255, shape: [4, 84, 84], dtype: 'uint8' }),
  actionSpace: new Discrete(6),
};
const convolutions = [
  { filters: 32, kernelSize: 5, stride: 5 },
  { filters: 64, kernelSize: 5, stride: 5 },
];
const ofPictures = [
  {
    name: 'plain DQN',
    head: plain,
    sampler: uniform(),
    spec: cnn({ convolutions, hidden: [256] }),
  },
  {
    name: 'data-efficient Rainbow',
    head: c51Head(range),
    sampler: prioritized(),
    spec: cnn({ convolutions, hidden: [], dueling: [256], noisy: {} }),
  },
  {
    name: 'IQN, 8 fractions each',
    head: iqnHead({ fractions: eight }),
    sampler: uniform(),
    spec: cnn({ convolutions, hidden: [256] }),
  },
];

/** Times whole updates against plain DQN, then the samplers alone; or the parts that are named. */
export async function run(context: BenchmarkContext): Promise<void> {
  const parts = ['--members', '--pictures', '--samplers'];
  const isAsked = (part: string): boolean =>
    context.args.includes(part) || !parts.some((each) => context.args.includes(each));
  if (isAsked('--members')) await compareMembers(context);
  if (isAsked('--pictures')) await comparePictures(context);
  if (!isAsked('--samplers')) return;
  const transitions = context.number('transitions', 1_000_000);
  context.report(
    `samplers over ${transitions} transitions, batches of 32`,
    [uniform(), prioritized(), ranked()].map((sampler) => timeSampler(sampler, transitions)),
  );
}

async function compareMembers(context: BenchmarkContext): Promise<void> {
  const small = members.map(({ name: member, head = plain, sampler = uniform(), network }) =>
    create(member, environment, mlp({ hidden: [256, 256], ...network }), head, sampler, BATCH),
  );
  await compare(context, '8-256-256-4, batch 128, simd engine', small);
}

async function comparePictures(context: BenchmarkContext): Promise<void> {
  const large = ofPictures.map(({ name: member, spec, head, sampler }) =>
    create(member, pictures, spec, head, sampler, 32),
  );
  await compare(context, 'convolutions of data-efficient Rainbow, 6 actions, batch 32', large);
}

/** A variant, and the network that it trains. */
interface Made {
  readonly variant: Variant;
  readonly network: QNetwork;
}

/** Reports the times of variants beside those of the first. */
async function compare(
  context: BenchmarkContext,
  title: string,
  made: readonly Made[],
): Promise<void> {
  const measured = await measureInterleaved(
    made.map(({ variant }) => variant),
    {
      rounds: context.number('rounds', 15),
      minSeconds: context.number('seconds', 3),
      ...(context.args.includes('--cpu') && { now: cpuMilliseconds }),
    },
  );
  for (const { network } of made) network.dispose();
  context.report(
    title,
    measured.map(({ name: member, median, p10, p90, ratio }): Row => ({
      member,
      'median µs': median,
      'p10 µs': p10,
      'p90 µs': p90,
      'ratio to plain DQN': ratio,
    })),
  );
}

/** Time of the processor: what `--cpu` counts, where others work on the machine meanwhile. */
function cpuMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function create(
  title: string,
  spaces: EnvironmentSpaces,
  spec: NetworkSpec,
  head: Head,
  sampler: SamplerSpec,
  size: number,
): Made {
  const network = new QNetwork({ environment: spaces, network: spec, head });
  const replay = fill(spaces, sampler, spaces === pictures ? 500 : 20_000);
  const run = (): void => {
    const batch = replay.sample(size);
    const { tdErrors } = network.update(batch);
    replay.learned(batch, tdErrors);
  };
  return { variant: { name: title, run }, network };
}

/** A replay buffer of random transitions, a hundredth of them ends. */
function fill(spaces: EnvironmentSpaces, sampler: SamplerSpec, capacity: number): ReplayBuffer {
  const random = createRandom(1);
  const { observationSpace, actionSpace } = spaces;
  const replay = new ReplayBuffer({ capacity, environment: spaces, sampler, seed: 1 });
  let observation = observationSpace.sample(random);
  while (replay.size < replay.capacity) {
    const nextObservation = observationSpace.sample(random);
    const terminated = random.integer(100) === 0;
    replay.add({
      observation,
      action: actionSpace.sample(random),
      reward: random.normal(),
      nextObservation,
      terminated,
      truncated: false,
    });
    observation = terminated ? observationSpace.sample(random) : nextObservation;
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
