import * as deepq from '../../src/index.ts';
import * as worlds from '../../src/environments.ts';
import { makeAgent, type Recipe } from './recipes.ts';

const cartPole = (): deepq.Environment => worlds.makeEnvironment('CartPole-v1');
const scores = (): number[][] => [
  [1, 2],
  [3, 5],
  [2, 9],
];
const few = { resamples: 20, confidence: 0.9 };
const lake = { observationSpace: new deepq.Discrete(3), actionSpace: new deepq.Discrete(2) };
const episode = (): deepq.RecordedEpisode => ({
  ...{ observations: [0, 1, 2], actions: [1, 0], rewards: [0, 1] },
  ...{ terminated: true, truncated: false, actionMasks: [null, [1, 1], null] },
});
const transition = (): deepq.Transition => ({
  ...{ observation: 0, action: 1, reward: 1, nextObservation: 2 },
  ...{ terminated: true, truncated: false },
});
const evaluation = (): deepq.Evaluation => ({
  ...{ mean: 2, standardDeviation: 1, min: 1, max: 3, returns: [1, 3], lengths: [4, 5] },
  ...{ warning: null, unfinished: 0 },
});
/** What a PNG of one pixel begins with. */
const png = (): Uint8Array => {
  const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
  return Uint8Array.of(...signature, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 1, 0, 0, 0, 1);
};

/** An HDF5 file, as h5wasm opens it, of two episodes of Minari. */
function hdf5(): deepq.Hdf5Group {
  const column = (values: number[]): object => ({
    shape: [values.length],
    slice: ([[begin, end]]: [[number, number]]) => values.slice(begin, end),
  });
  const columns: Readonly<Record<string, object>> = {
    observations: column([0, 1, 2]),
    actions: column([0, 1]),
    rewards: column([0, 1]),
    terminations: column([0, 1]),
    truncations: column([0, 0]),
  };
  const group = { keys: () => Object.keys(columns), get: (name: string) => columns[name] ?? null };
  return { keys: () => ['episode_0', 'episode_1'], get: () => group };
}

/** A store that holds a small agent. */
async function agentStore(): Promise<deepq.CheckpointStore> {
  const store = deepq.memoryStore();
  const agent = makeAgent();
  await agent.save(store);
  agent.dispose();
  return store;
}

/** What `describeAgent` says of a small agent. */
function description(): deepq.State {
  const agent = makeAgent();
  const described = deepq.describeAgent(agent);
  agent.dispose();
  return described;
}

const offline = (): deepq.DQNAgent =>
  new deepq.DQNAgent({
    ...{ environment: cartPole(), network: deepq.mlp({ hidden: [4] }) },
    ...{ learningStarts: 4, batchSize: 4, replay: { capacity: 16 } },
    targetUpdate: { everyUpdates: 2 },
  });

const training = (): deepq.Training =>
  deepq.train(makeAgent(), cartPole(), { environmentSteps: 20 });

const vectors = { observations: 'vectors', valueRange: { min: 0, max: 9 } };
const sink = deepq.memoryLog;
const rows = { everyEnvironmentSteps: 5, now: () => 0 };

/** By the names of exports: runs, logs, statistics, recorded transitions, regimes and presets. */
export const runRecipes: Readonly<Record<string, Recipe>> = {
  beginEventFile: () => [1_700_000_000],
  bootstrapBand: () => [scores(), { ...few, statistic: deepq.interquartileMean }],
  bootstrapInterval: () => [scores(), deepq.interquartileMean, { ...few, resampleTasks: true }],
  bootstrapPair: () => [scores(), scores(), deepq.probabilityOfImprovement, few],
  consume: () => [training(), [deepq.jsonlLog(sink()), deepq.patience({ evaluations: 2 })]],
  cql: () => [{ head: deepq.qHead({ loss: 'mse' }), alpha: 0.5 }],
  csvLog: () => [sink(), rows],
  cvar: () => [0.25],
  dataEfficientRainbow: () => [{ ...vectors, noisy: true }],
  demonstrationBonus: () => [deepq.prioritized(), { bonus: 1 }],
  describeAgent: () => [makeAgent()],
  encodeEvaluations: () => [[{ environmentSteps: 10, evaluation: evaluation() }]],
  encodeNpy: () => [{ shape: [2, 1], data: Float64Array.of(1, 2) }],
  encodeNpz: () => [{ a: { shape: [2], data: Float32Array.of(1, 2) } }],
  encodeSummaries: () => [{ step: 1, wallTime: 1, summaries: [deepq.scalarSummary('a', 1)] }],
  episodeLine: () => [episode()],
  evaluationsLog: () => [() => undefined],
  eventFileName: () => ['runs', 0],
  fillReplay: () => [
    new deepq.ReplayBuffer({ environment: lake, capacity: 8 }),
    [episode(), transition()],
    { demonstrations: true },
  ],
  histogramSummary: () => ['a', [1, 2, NaN]],
  hyperparameterSummaries: () => [{ a: 1, b: 'x', c: true }, ['eval/mean_reward']],
  imageSummary: () => ['a', png()],
  interquartileMean: () => [scores()],
  jsonlLog: () => [sink()],
  keepBest: () => [() => undefined],
  largeMargin: () => [{ head: deepq.qHead(), margin: 0.8, weight: 1 }],
  logFile: (random) => [`log-${random.integer(2 ** 32)}.csv`, { existing: 'continue' }],
  makeAgent: () => [description(), { parts: { c51: deepq.c51Head }, options: {} }],
  meanScore: () => [scores()],
  medianScore: () => [scores()],
  memoryLog: () => [],
  monitorLog: () => [sink(), { environmentId: 'CartPole-v1', now: () => 0 }],
  openRun: (random) => [
    `run-${random.integer(2 ** 32)}`,
    {
      ...{ agent: makeAgent(), environment: cartPole(), environmentSteps: 20, seed: 1 },
      ...{ handleSignals: false, newSettings: false, environmentId: 'a', about: { a: 1 } },
      evaluation: { everyEnvironmentSteps: 10, environment: cartPole(), episodes: 1 },
      ...{ checkpoint: { everyEnvironmentSteps: 10, keep: 1 }, log: { everyEnvironmentSteps: 5 } },
    },
  ],
  optimalityGap: () => [scores(), 2],
  patience: () => [{ evaluations: 2, improvement: 0.1, afterEnvironmentSteps: 5 }],
  performanceProfile: () => [scores(), [0, 1, 2], { ...few, averageRuns: true }],
  probabilityOfImprovement: () => [scores(), scores()],
  progress: () => [{ total: 5, stream: { write: () => true, isTTY: false }, everySeconds: 0 }],
  rainbow: () => [{ ...vectors, noisy: false, epsilon: 0.1 }],
  randomShifts: () => [{ pixels: 1, channels: 'last' }],
  readHdf5: () => [hdf5(), { environment: lake }],
  readTransitions: () => [deepq.episodeLine(episode()), { environment: lake, maxLineLength: 999 }],
  recordEpisodes: () => [
    makeAgent(),
    cartPole(),
    { episodes: 2, seed: 1, explore: true, maxEpisodeSteps: 9, signal: AbortSignal.timeout(200) },
  ],
  redo: () => [{ everyUpdates: 1, threshold: 0.1 }],
  resettingRainbow: () => [{ ...vectors, environmentSteps: 5_000 }],
  restoreAgent: () => [lateStore(), { parts: { c51: deepq.c51Head }, options: {}, replay: false }],
  scalarSummary: () => ['a', 1],
  shrinkAndPerturb: () => [
    { everyEnvironmentSteps: 8, until: 99, torso: 0.5, head: 1, layers: { output: 1 } },
  ],
  simd: () => [{ relaxed: false, threads: 2 }],
  tensorBoardLog: () => {
    const agent = makeAgent();
    const histograms = { everyEnvironmentSteps: 5, agent, states: new Float32Array(8) };
    const more = { tags: 'cleanrl', hyperparameters: { a: 1 }, texts: { a: 'x' }, histograms };
    return [sink(), { ...rows, ...more }];
  },
  textSummary: () => ['a', 'text'],
  threshold: () => [{ return: 100, evaluations: 2 }],
  trainOffline: () => [
    offline(),
    {
      ...{ updates: 5, seed: 1, signal: AbortSignal.timeout(200) },
      evaluation: { everyUpdates: 2, environment: cartPole(), episodes: 1 },
      checkpoint: { everyUpdates: 2, save: () => undefined },
    },
  ],
  transitionLine: () => [transition()],
  transitionsOf: () => [episode()],
  watchdog: () => [{ network: makeAgent().network, everyEnvironmentSteps: 5, tell: () => 0 }],
  weightStatistics: () => [{ a: { shape: [2], data: Float32Array.of(1, 2) } }],
};

/** An agent's store, filled when it is read. */
function lateStore(): deepq.CheckpointReader {
  return { read: async () => (await agentStore()).read() };
}
