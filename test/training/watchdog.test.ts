import { expect, test } from 'vitest';
import { makeEnvironment } from '../../src/environments.ts';
import {
  adam,
  c51Head,
  consume,
  cql,
  DQNAgent,
  fillReplay,
  hlGaussHead,
  mlp,
  OptionsError,
  QNetwork,
  quantileHead,
  train,
  trainOffline,
  watchdog,
  weightStatistics,
  type TrainingEvent,
  type WatchdogOptions,
} from '../../src/index.ts';
import type { State } from '../../src/state/state.ts';
import { rounded } from '../../src/training/rounded.ts';
import { silentUnits } from '../../src/training/weightStatistics.ts';
import { valueRange } from '../../src/training/watchRules.ts';

const training = { getState: () => Promise.resolve({}), stop: () => undefined };

function tellOf(
  events: readonly TrainingEvent[],
  options: Omit<WatchdogOptions, 'tell'> = {},
): string[] {
  const told: string[] = [];
  const consumer = watchdog({ ...options, tell: (message) => void told.push(message) });
  for (const event of events) void consumer.on(event, training);
  return told;
}

const episode = (value: number): TrainingEvent => ({
  ...{ type: 'episode', episode: 1, return: value, length: 50 },
  ...{ terminated: true, truncated: false, environmentSteps: 5 },
});
const updates = (meanQ: number, gradientNorm: number | null): TrainingEvent => ({
  ...{ type: 'updates', count: 1, updates: 1, loss: 1, meanQ, learningRate: 1e-3 },
  ...{ gradientNorm, environmentSteps: 9 },
});

test('values beyond ten times any return explode; told once', () => {
  expect(tellOf([episode(20), updates(199, 1), updates(-150, 1)])).toEqual([]);
  const told = tellOf([episode(-20), updates(-201, 1), updates(900, 1)]);
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(/about -201, and no episode had a return beyond ±20/);
  expect(tellOf([updates(1e6, 1)])).toEqual([]);
});

test('returns of 0 are returns: values that grow where nothing can be earned', () => {
  expect(tellOf([episode(0), updates(9, 1)])).toEqual([]);
  expect(tellOf([episode(0), updates(-11, 1)])).toEqual([
    expect.stringMatching(/^At step 9, update 1, values are about -11, .* beyond ±0/),
  ]);
});

test('numbers are told with four digits, and whole ones as they are', () => {
  const told = tellOf([episode(-123.456_789), updates(-98_765.432_1, 1)]);
  expect(told[0]).toMatch(/about -98770, and no episode had a return beyond ±123\.5:/);
  expect(tellOf([updates(-50.000_01, 1)], { largestValue: 1 / 0.3 })[0]).toMatch(
    /about -50, and no value can be beyond ±3\.333:/,
  );
  const alike = Array.from({ length: 100 }, () => episode(0.1 + 0.2));
  expect(tellOf(alike)[0]).toMatch(/the same return, 0\.3\. If/);
  expect([123_456_789, 0.000_012_346, 0].map(rounded)).toEqual(['123456789', '0.00001235', '0']);
});

test('values that an agent does not know are not told of', () => {
  expect(tellOf([episode(1), updates(NaN, 1)])).toEqual([]);
});

test('a largest value that is known is told of without any episode', () => {
  const told = (events: readonly TrainingEvent[]): string[] => tellOf(events, { largestValue: 20 });
  expect(told([updates(-21, 1), episode(500), updates(21, 1)])).toEqual([]);
  expect(told([updates(-23, 1)])).toEqual([expect.stringMatching(/-23, .* beyond ±20.*cql/)]);
});

test.each([
  [c51Head({ min: -1, max: 1 }), 'max: 1', 0.95],
  [c51Head({ min: -1, max: 1 }), 'min: -1', -0.95],
  [hlGaussHead({ min: -1, max: 1, bins: 4 }), 'max: 1', 0.74],
  [cql({ head: c51Head({ min: -1, max: 1 }) }), 'max: 1', 0.95],
] as const)('values at an end of the range of the head, case %#', (head, end, meanQ) => {
  const environment = makeEnvironment('CartPole-v1');
  const network = new QNetwork({ environment, network: mlp({ hidden: [4] }), head });
  const told = (events: readonly TrainingEvent[]): string[] => tellOf(events, { network });
  const beyond = Math.sign(meanQ) * 2;
  const nearer = 0.49 * Math.sign(meanQ);
  expect(told([episode(beyond), updates(nearer, 1)])).toEqual([]);
  // Returns that lie within the range, or beyond the other end, are no reason.
  expect(told([updates(meanQ, 1), episode(-beyond), updates(meanQ * 1.04, 1)])).toEqual([]);
  expect(told([episode(beyond), updates(meanQ * 1.04, 1)])).toEqual([
    expect.stringMatching(new RegExp(`at the end of the range of \\w+Head, ${end}, .* ${beyond}`)),
  ]);
  network.dispose();
});

test('a head without a range has no end', () => {
  const environment = makeEnvironment('CartPole-v1');
  const network = new QNetwork({
    environment,
    network: mlp({ hidden: [4] }),
    head: quantileHead(),
  });
  expect(tellOf([episode(9), updates(9, 1)], { network })).toEqual([]);
  network.dispose();
});

test('a gradient of 0 five times in a row', () => {
  const zeros = Array.from({ length: 4 }, () => updates(0, 0));
  expect(tellOf([...zeros, updates(0, 1), ...zeros])).toEqual([]);
  expect(tellOf([...zeros, updates(0, 0)])).toEqual([expect.stringMatching(/the gradient was 0/)]);
  expect(tellOf(Array.from({ length: 9 }, () => updates(0, null)))).toEqual([]);
});

test('a hundred returns that are alike', () => {
  const alike = Array.from({ length: 99 }, () => episode(0));
  expect(tellOf([...alike, episode(1), ...alike])).toEqual([]);
  expect(tellOf([...alike, episode(0)])).toEqual([expect.stringMatching(/the same return, 0/)]);
});

test('no returns that are alike where some come sooner, or in few steps', () => {
  const late = (length: number): TrainingEvent => ({ ...episode(-1), length }) as TrainingEvent;
  expect(tellOf(Array.from({ length: 300 }, (_, at) => late(50 + (at % 2))))).toEqual([]);
  expect(tellOf(Array.from({ length: 700 }, () => late(7)))).toEqual([]);
  expect(tellOf(Array.from({ length: 720 }, () => late(7)))).toHaveLength(1);
});

test('that nothing was learned', async () => {
  const told: string[] = [];
  const environment = makeEnvironment('CartPole-v1');
  const agent = new DQNAgent({ environment });
  const tell = (message: string) => void told.push(message);
  await consume(train(agent, environment, { environmentSteps: 100 }), [
    watchdog({ tell }),
  ]).finish();
  expect(told).toEqual([expect.stringMatching(/^Nothing was learned: The replay buffer holds/)]);
  agent.dispose();
});

test.each([
  { learningRate: 3, dead: true },
  { learningRate: 1e-3, dead: false },
])('a learning rate of $learningRate: dead layers $dead', async ({ learningRate, dead }) => {
  const told: string[] = [];
  const environment = makeEnvironment('CartPole-v1');
  const agent = new DQNAgent({
    environment,
    network: mlp({ hidden: [32, 32] }),
    optimizer: adam({ learningRate }),
    learningStarts: 100,
    seed: 1,
  });
  const report = { everyEnvironmentSteps: 100 };
  await consume(train(agent, environment, { environmentSteps: 2_000, seed: 1, report }), [
    watchdog({ network: agent.network, ...report, tell: (message) => void told.push(message) }),
  ]).finish();
  expect(told.some((message) => message.includes('are dead'))).toBe(dead);
  if (!dead) expect(told).toEqual([]);
  agent.dispose();
});

test.each([{ everyUpdates: 50 }, {}])(
  'recordings alone: looks are counted in updates, %o',
  async (rhythm) => {
    const told: string[] = [];
    const environment = makeEnvironment('CartPole-v1');
    const agent = new DQNAgent({
      environment,
      network: mlp({ hidden: [8] }),
      optimizer: adam({ learningRate: 3 }),
      learningStarts: 8,
      batchSize: 8,
      seed: 1,
    });
    const observation = Float32Array.of(0.1, -0.2, 0.01, 0.3);
    const transition = { observation, nextObservation: observation.slice(), action: 0, reward: 1 };
    await fillReplay(
      agent.replay,
      Array.from({ length: 8 }, () => ({ ...transition, terminated: true, truncated: false })),
    );
    const updates = rhythm.everyUpdates === undefined ? 30_000 : 400;
    const report = { everyUpdates: rhythm.everyUpdates ?? 2_500 };
    await consume(trainOffline(agent, { updates, report }), [
      watchdog({
        network: agent.network,
        ...rhythm,
        tell: (message) => void told.push(message),
      }),
    ]).finish();
    const first = rhythm.everyUpdates === undefined ? 'update 25000,' : 'update 250,';
    expect(told).toContainEqual(expect.stringMatching(new RegExp(`step 0, ${first}.*are dead`)));
    agent.dispose();
  },
);

test('statistics of weights, by hand', () => {
  const { a, b } = weightStatistics({
    a: { shape: [2, 2], data: Float32Array.of(1, -3, 0, 2) },
    b: { shape: [1], data: Float32Array.of(NaN) },
  });
  expect(a).toEqual({
    mean: 0,
    standardDeviation: Math.sqrt(3.5),
    norm: Math.sqrt(14),
    largest: 3,
    zeros: 0.25,
    isFinite: true,
  });
  expect(b?.isFinite).toBe(false);
});

test('silent units are those that no gradient leads into', () => {
  const gradient = {
    'layer0.kernel': { shape: [2, 3], data: Float32Array.of(0, 1, 0, 0, 0, -2) },
    'layer0.bias': { shape: [3], data: Float32Array.of(0, 0, 0) },
    'output.kernel': { shape: [3, 1], data: Float32Array.of(0, 0, 0) },
  };
  expect([...silentUnits(gradient)]).toEqual([['layer0.kernel', Uint8Array.of(1, 0, 0)]]);
  const odd = { 'layer0.kernel': null, 'layer1.kernel': {}, 'layer2.kernel': { shape: [2, 3] } };
  expect([...silentUnits(odd as never)]).toEqual([]);
});

test('a head of plain JavaScript that has no options has no range', () => {
  expect(valueRange({ kind: 'mine' })).toBeNull();
  expect(valueRange(undefined)).toBeNull();
  const inner = { kind: 'c51', options: { min: -1, max: 2, atoms: 3 } };
  const range = { name: 'c51Head', min: -1, max: 2, parts: 3 };
  expect(valueRange({ kind: 'around', options: { head: inner } })).toEqual(range);
  expect(valueRange({ kind: 'around', options: { head: { kind: 'mine' } } })).toBeNull();
});

test('options are checked', () => {
  expect(() => watchdog({ tell: 'console' as never })).toThrow(OptionsError);
  expect(() => watchdog({ tell: () => undefined, everyEnvironmentSteps: 0 })).toThrow(OptionsError);
  const tell = (): void => undefined;
  expect(() => watchdog({ tell, everyUpdates: 0 })).toThrow(/everyUpdates/);
  expect(() => watchdog({ tell, everyUpdates: 5, everyEnvironmentSteps: 5 })).toThrow(/not both/);
  expect(() => watchdog({ tell, largestValue: 0 })).toThrow(/above 0/);
});

test('what it remembers can be put back: it says nothing twice, and goes on counting', () => {
  const [told, later]: [string[], string[]] = [[], []];
  const first = watchdog({ tell: (message) => void told.push(message) });
  const second = watchdog({ tell: (message) => void later.push(message) });
  const zeros = Array.from({ length: 4 }, () => updates(0, 0));
  const before = [episode(1), updates(900, 1), ...Array.from({ length: 98 }, () => episode(1))];
  for (const event of [...before, ...zeros]) void first.on(event, training);
  expect(told).toEqual([expect.stringMatching(/explode/)]);
  second.prepareState!(JSON.parse(JSON.stringify(first.getState!())) as never)();
  void second.on(updates(900, 1), training);
  expect(later).toEqual([]);
  second.prepareState!(first.getState!())();
  for (const event of [updates(0, 0), episode(1)]) void second.on(event, training);
  expect(later).toEqual([
    expect.stringMatching(/the gradient was 0/),
    expect.stringMatching(/the same return, 1/),
  ]);
  const { events, lookedAtUpdate, stepsBefore, ...rest } = first.getState!() as Record<
    string,
    State
  >;
  expect([lookedAtUpdate, stepsBefore]).toEqual([0, 0]);
  const { lowest, highest, ...counts } = events!;
  expect([lowest, highest]).toEqual([0, 1]);
  // As it was before returns had a sign, and looks could be counted in updates.
  second.prepareState!({ ...rest, events: { ...counts, largestReturn: 1 } })();
  expect(second.getState!()).toEqual(first.getState!());
  // Costs, too, were kept by their size.
  second.prepareState!({ ...rest, events: { ...counts, lastReturn: -2, largestReturn: 5 } })();
  expect(second.getState!()).toMatchObject({ events: { lowest: -5, highest: 0 } });
  const counted = { ...first.getState!(), lookedAt: 4, lookedAtUpdate: 3, stepsBefore: 7 };
  second.prepareState!(counted)();
  expect(second.getState!()).toEqual(counted);
  expect(() => second.prepareState!({})).toThrow(/told/);
  expect(() => second.prepareState!({ ...first.getState!(), lookedAt: -1 })).toThrow(/lookedAt/);
});
