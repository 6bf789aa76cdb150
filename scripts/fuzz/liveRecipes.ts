import * as deepq from '../../src/index.ts';
import type { ActorChannel, LearnerChannel } from '../../src/distributed.ts';
import * as worlds from '../../src/environments.ts';
import { makeAgent, type Recipe } from './recipes.ts';

const cartPole = (): deepq.Environment => worlds.makeEnvironment('CartPole-v1');
const soon = (): AbortSignal => AbortSignal.timeout(100);

/** A client of Redis whose server says the same to everything. */
const client = (): object => ({ sendCommand: async () => null, duplicate: () => client() });

const learnerChannel = (): LearnerChannel => ({
  ...{ isDurable: false, isFull: false },
  open: async ({ spec }) => ({ run: spec.run, version: 0 }),
  ...{ poll: () => [], receive: async () => [], takeWarnings: () => [] },
  ...{ applied: () => undefined, acknowledge: () => undefined, publish: () => undefined },
  ...{ finish: async () => undefined, close: async () => undefined },
});

const actorChannel = (): ActorChannel => ({
  ...{ actor: 0, actors: 1, isStopped: false },
  ...{ join: async () => null, send: async () => 'sent', weights: () => null },
  ...{ report: () => undefined, close: async () => undefined },
});

/** A canvas that nobody sees. */
const canvas = (): object => ({ width: 2, height: 2, getContext: () => null });

const gpu = { requestAdapter: async () => null };

const network = (): deepq.QNetwork =>
  new deepq.QNetwork({ environment: cartPole(), network: deepq.mlp({ hidden: [4] }) });

/** Training in workers, at a pace, by actors elsewhere; engines that others make. */
export const liveRecipes: Readonly<Record<string, Recipe>> = {
  apexEpsilon: () => [1, 4],
  drawFrame: () => [canvas(), null],
  Keyboard: () => [{ keys: { a: 0, b: 1 }, idle: 'repeat' }, new EventTarget()],
  'node.serveTraining': () => [
    () => ({ agent: makeAgent(), environment: cartPole(), train: { environmentSteps: 5 } }),
  ],
  'node.startTraining': () => [
    new URL('data:text/javascript,0'),
    { ...{ options: { a: 1 }, speed: 10, isPaused: true }, eventsPerSecond: 5 },
  ],
  PacedEnvironment: () => [cartPole(), { stepsPerSecond: 1_000 }],
  play: () => [
    cartPole(),
    {
      ...{ keymap: { keys: { a: 0, b: 1 }, idle: 'repeat' }, target: new EventTarget() },
      ...{ onFrame: () => undefined, framesPerSecond: 1_000, episodes: 1, maxEpisodeSteps: 3 },
      ...{ seed: 1, signal: soon() },
    },
  ],
  redisActor: () => [{ client: client(), run: 'a', unreachableSeconds: 0.1 }],
  redisLearner: () => [
    {
      ...{ client: client(), run: 'a', unreachableSeconds: 0.1, maxQueued: 4, maxBlocks: 8 },
      reset: true,
    },
  ],
  RemoteExperience: () => [
    {
      ...{ agent: makeAgent(), channel: learnerChannel(), samplesPerInsert: 4, tolerance: 8 },
      ...{ maxVersionLag: 3, publishEveryUpdates: 2, blockSteps: 5, fetchEverySteps: 5 },
      ...{ exploration: 'agent', acknowledge: 'applied', about: { a: 1 } },
    },
  ],
  runActor: () => [
    {
      ...{ channel: actorChannel(), environment: cartPole(), actor: 0, actors: 1, seed: 1 },
      ...{ policy: deepq.epsilonGreedy({ epsilon: 0.1 }), signal: soon() },
    },
  ],
  serveTraining: () => [
    () => ({ agent: makeAgent(), environment: cartPole(), train: { environmentSteps: 5 } }),
  ],
  setWeightsFrom: () => [network(), {}],
  startTraining: () => ['worker.js', { speed: 10, isPaused: true, timeoutMilliseconds: 50 }],
  tfjs: () => [{ largeArray: 100 }],
  threadActors: () => [
    {
      ...{ module: new URL('data:text/javascript,0'), actors: 1, maxQueued: 2 },
      execArgv: [],
    },
  ],
  toLayersModel: () => [network()],
  watch: () => [
    makeAgent(),
    cartPole(),
    {
      ...{ onFrame: () => undefined, framesPerSecond: 1_000, episodes: 1, maxEpisodeSteps: 3 },
      ...{ seed: 1, explore: true, signal: soon() },
    },
  ],
  webgpu: () => [{ gpu, powerPreference: 'low-power', actEvery: 2, updatesPerSubmission: 2 }],
};
