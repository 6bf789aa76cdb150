import {
  bootstrapInterval,
  consume,
  csvLog,
  Discrete,
  encodeNpz,
  fillReplay,
  interquartileMean,
  jsonlLog,
  makeAgent as makeDescribed,
  memoryLog,
  monitorLog,
  performanceProfile,
  randomShifts,
  readTransitions,
  redo,
  restoreAgent,
  shrinkAndPerturb,
  train,
  transitionLine,
  watchdog,
  weightStatistics,
} from 'deepq';
import { eventFileName, logFile, openRun } from 'deepq/node';
import { cartPole, makeAgent, transition, untyped, type Slip } from './slip.ts';

const spaces = { observationSpace: new Discrete(3), actionSpace: new Discrete(2) };
const training = (): ReturnType<typeof train> =>
  train(makeAgent(), cartPole(), { environmentSteps: 9 });
const run = (options: object): Promise<unknown> =>
  openRun(
    'output/never-made',
    untyped({ agent: makeAgent(), environment: cartPole(), environmentSteps: 9, ...options }),
  );

/** Runs, logs, statistics and recorded transitions. */
export const runsAndRecords: readonly Slip[] = [
  {
    slip: 'consume(training, log) without a list',
    run: () => consume(training(), untyped(jsonlLog(memoryLog()))),
    mend: 'needs a list of consumers',
  },
  {
    slip: 'consume(training, [console.log])',
    run: () => consume(training(), untyped([console.log])),
    mend: 'Write { on: (event) => … }',
  },
  {
    slip: 'the same log twice in consume',
    run: () => {
      const log = jsonlLog(memoryLog());
      return consume(training(), [log, log]);
    },
    mend: 'leave it out, or make another one',
  },
  {
    slip: 'one log for two trainings',
    run: async () => {
      const log = jsonlLog(memoryLog());
      await consume(training(), [log]).finish();
      await consume(training(), [log]).finish();
    },
    mend: 'make a new one for each training',
  },
  {
    slip: 'watchdog({ network: agent })',
    run: () => watchdog(untyped({ network: makeAgent(), tell: console.warn })),
    mend: 'such as agent.network',
  },
  {
    slip: 'openRun with an agent that was disposed',
    run: () => {
      const agent = makeAgent();
      agent.dispose();
      return run({ agent });
    },
    mend: 'was disposed; make a new one',
  },
  {
    slip: "csvLog('progress.csv')",
    run: () => csvLog(untyped('progress.csv')),
    mend: 'such as logFile(path) of deepq/node or memoryLog()',
  },
  {
    slip: 'a clock in dates instead of milliseconds',
    run: () =>
      consume(training(), [
        monitorLog(memoryLog(), { environmentId: 'a', now: untyped(() => new Date()) }),
      ]).finish(),
    mend: 'must return milliseconds since 1970',
  },
  {
    slip: 'monitorLog(sink, {})',
    run: () => monitorLog(memoryLog(), untyped({})),
    mend: "monitorLog.environmentId must be a text such as 'CartPole-v1'",
  },
  { slip: 'logFile()', run: () => logFile(untyped(undefined)), mend: "such as 'progress.csv'" },
  {
    slip: 'eventFileName()',
    run: () => eventFileName(untyped(undefined)),
    mend: "such as 'runs/first'",
  },
  {
    slip: 'openRun with an evaluation of every 0 steps',
    run: () => run({ evaluation: { everyEnvironmentSteps: 0, environment: cartPole() } }),
    mend: 'evaluation.everyEnvironmentSteps must be a whole number of at least 1',
  },
  {
    slip: 'openRun with a bigint in about',
    run: () => run({ about: { difficulty: 2n } }),
    mend: 'openRun about must be plain data',
  },
  {
    slip: 'weightStatistics(network.getWeights()) without await',
    run: () => weightStatistics(untyped(Promise.resolve({}))),
    mend: 'Await it, if it is a promise',
  },
  {
    slip: 'interquartileMean of scores as texts',
    run: () => interquartileMean(untyped(['200', '210'])),
    mend: 'must be a list of runs',
  },
  {
    slip: 'bootstrapInterval(scores) without a statistic',
    run: () => bootstrapInterval([1, 2], untyped(undefined)),
    mend: 'statistic must be a function',
  },
  {
    slip: 'a million resamples of many scores, all held at once',
    run: () => performanceProfile(new Float64Array(500), [0], { resamples: 1_000_000 }),
    mend: 'lower it to 134217 or less',
  },
  {
    slip: 'encodeNpz of plain numbers',
    run: () => encodeNpz(untyped({ scores: [1, 2] })),
    mend: 'in { shape, data }',
  },
  {
    slip: 'transitionLine of a transition with more in it',
    run: () => transitionLine(untyped(transition({ info: { lives: 3 } }))),
    mend: 'A transition has no field',
  },
  {
    slip: 'readTransitions of a path',
    run: async () => {
      for await (const one of readTransitions('data/plays.jsonl', { environment: spaces }))
        return one;
      return null;
    },
    mend: 'It must be a line of JSON',
  },
  {
    slip: 'fillReplay(agent, recorded)',
    run: () => fillReplay(untyped(makeAgent()), []),
    mend: 'such as agent.replay',
  },
  {
    slip: 'restoreAgent(bytes)',
    run: () => restoreAgent(untyped(new Uint8Array(8))),
    mend: 'read',
  },
  {
    slip: 'makeAgent(options) of an agent that was not described',
    run: () => makeDescribed(untyped({ environment: 1 })),
    mend: 'observationSpace',
  },
  {
    slip: "randomShifts({ channels: '' })",
    run: () => randomShifts(untyped({ channels: '' })),
    mend: "'first' or 'last'",
  },
  {
    slip: 'redo({}).create() by hand',
    run: () => redo().create(untyped(undefined)),
    mend: 'itself to DQNAgent, which calls create',
  },
  {
    slip: 'shrinkAndPerturb().create() by hand',
    run: () => shrinkAndPerturb({ everyEnvironmentSteps: 9 }).create(untyped({})),
    mend: 'itself to DQNAgent, which calls create',
  },
];
