import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CartPole, makeEnvironment } from '../../src/environments.ts';
import { CheckpointError, createRandom, OptionsError } from '../../src/index.ts';
import type { EvaluationEvent, StepResult } from '../../src/index.ts';
import { ActionTape, readActions, saveActions } from '../../src/node/run/actionTape.ts';
import { BestEpisode } from '../../src/node/run/bestEpisode.ts';
import { makeBestVideo } from '../../src/node/run/bestVideo.ts';
import { evaluate } from '../../src/training/evaluate.ts';
import { readProgress } from '../../src/node/run/runTable.ts';
import { outcomeOf } from './outcome.ts';
import { openWorld } from './worlds.ts';

const root = mkdtempSync(join(tmpdir(), 'deepq-best-'));
const whole = join(root, 'whole');
const never = new AbortController().signal;

beforeAll(async () => {
  const { run, agent } = await openWorld(whole, 'prioritized, n-step');
  await run.finish();
  agent.dispose();
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

/** Plays episodes at random, and what the tape has of them. */
async function played(environment: CartPole, episodes: number, maxEpisodeSteps = 100) {
  const tape = new ActionTape(environment);
  const random = createRandom(2);
  const act = (): number => random.integer(2);
  const actor = { act, actAsync: () => Promise.resolve(act()) };
  const evaluation = await evaluate(actor as never, tape.environment, {
    ...{ episodes, seed: 5, maxEpisodeSteps },
  });
  const event: EvaluationEvent = { type: 'evaluation', evaluation, environmentSteps: 70 };
  return { best: tape.best(event)!, evaluation, event, tape };
}

/** How many pictures an animated PNG has. */
function picturesOf(png: Uint8Array): number {
  const at = Buffer.from(png.buffer, png.byteOffset, png.length).indexOf('acTL');
  return new DataView(png.buffer, png.byteOffset).getUint32(at + 4);
}

test('the report holds the video of the best episode, and a chart of the priorities', () => {
  const video = readFileSync(join(whole, 'videos', 'best.png'));
  expect(video.subarray(1, 4).toString()).toBe('PNG');
  const report = readFileSync(join(whole, 'report.html'), 'utf8');
  expect(report).toContain(`<img src="data:image/png;base64,${video.toString('base64')}"`);
  expect(report).toContain('Best episode of the best evaluation, after ');
  expect(report).toContain('Priorities in the replay buffer');
  expect(report.match(/src="(?!data:)/)).toBeNull();
});

test('the priorities of each row are in order', () => {
  const table = readProgress(whole)!;
  const [low, middle, high] = [10, 50, 90].map((share) => table[`replay/priority_${share}`]!);
  expect(low!.length).toBeGreaterThan(10);
  for (const [row, value] of middle!.entries()) {
    expect(low![row]!).toBeGreaterThan(0);
    expect(low![row]!).toBeLessThanOrEqual(value);
    expect(high![row]!).toBeGreaterThanOrEqual(value);
  }
});

test('a run that was broken off comes to the same video', async () => {
  const folder = join(root, 'broken');
  for (const until of [300, 560, Infinity]) {
    const { run, agent } = await openWorld(folder, 'prioritized, n-step');
    for await (const event of run) if (event.environmentSteps >= until) break;
    agent.dispose();
  }
  expect(outcomeOf(folder)).toEqual(outcomeOf(whole));
  expect(outcomeOf(folder)['video']).not.toBeNull();
});

test('without a video nothing else changes', async () => {
  const folder = join(root, 'without');
  const { run, agent } = await openWorld(folder, 'prioritized, n-step', { video: false });
  await run.finish();
  agent.dispose();
  expect(existsSync(join(folder, 'videos'))).toBe(false);
  expect(readFileSync(join(folder, 'report.html'), 'utf8')).not.toContain('<img');
  const withoutVideo = (of: string): object => {
    const { video: _, names: __, run, ...rest } = outcomeOf(of);
    return { ...rest, run: { ...(run as object), bestEpisode: null } };
  };
  expect(withoutVideo(folder)).toEqual(withoutVideo(whole));
  await expect(openWorld(folder, 'prioritized, n-step', { video: 'yes' as never })).rejects.toThrow(
    OptionsError,
  );
});

test('columns of a run that an older version began stay as they were', async () => {
  const folder = join(root, 'older');
  const first = await openWorld(folder, 'prioritized, n-step', { video: false });
  for await (const event of first.run) if (event.type === 'checkpoint') break;
  first.agent.dispose();
  // As long as it was, with another name for what is now the tenth of the priorities.
  const path = join(folder, 'progress.csv');
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace('replay/priority_10', 'replay/something_x'));
  const { run, agent } = await openWorld(folder, 'prioritized, n-step', { video: false });
  await run.finish();
  agent.dispose();
  const table = readProgress(folder)!;
  expect(table['replay/something_x']!.at(-1)).toBeNaN();
  expect(table['replay/priority_50']!.at(-1)).toBeGreaterThan(0);
});

test('what is taped is the best episode, from the first one on', async () => {
  const { best, evaluation } = await played(new CartPole(), 12);
  const { returns, lengths } = evaluation;
  const index = returns.indexOf(Math.max(...returns));
  expect(index).toBeGreaterThan(0);
  expect(best.return).toBe(returns[index]);
  expect(best.lengths).toEqual(lengths.slice(0, index + 1));
  expect(best.environmentSteps).toBe(70);
  expect(readActions(saveActions(best)!)).toEqual(best);
});

test('a video has the beginning and each step, and leaves the environment as it was', async () => {
  const environment = new CartPole();
  const { best } = await played(environment, 3);
  const before = environment.getState();
  const video = await makeBestVideo(environment, best, never);
  if (typeof video === 'string') throw new Error(video);
  expect(picturesOf(video.bytes)).toBe(best.lengths.at(-1)! + 1);
  expect(environment.getState()).toEqual(before);
});

test('one that is too large leaves pictures out, and one in two of those again', async () => {
  const { best } = await played(new CartPole(), 1, 20);
  const steps = best.actions.length;
  const environment = new CartPole();
  const all = await makeBestVideo(environment, best, never);
  if (typeof all === 'string') throw new Error(all);
  const thinned = await makeBestVideo(environment, best, never, all.bytes.length - 1);
  if (typeof thinned === 'string') throw new Error(thinned);
  expect(thinned.everySteps).toBe(2);
  expect(picturesOf(thinned.bytes)).toBe(Math.ceil(steps / 2) + 1);
  expect(await makeBestVideo(environment, best, never, 10)).toBe('its pictures are too large');
});

test('an environment that plays otherwise, or draws nothing, has no video', async () => {
  const { best } = await played(new CartPole(), 2);
  class Other extends CartPole {
    override step(action: number): StepResult<Float32Array> {
      return super.step(1 - action);
    }
  }
  expect(await makeBestVideo(new Other(), best, never)).toContain('does not play the same episode');
  const blind = Object.assign(makeEnvironment('CartPole-v1'), { render: undefined });
  expect(await makeBestVideo(blind as never, best, never)).toBe('the environment draws nothing');
  const stopped = AbortSignal.abort();
  expect(await makeBestVideo(new CartPole(), best, stopped)).toBe('the run was stopped');
});

test('actions that make no sense are refused', async () => {
  const { best } = await played(new CartPole(), 2);
  const state = saveActions(best)!;
  const lengths = { shape: [1], data: Int32Array.of(best.actions.length + 1) };
  expect(() => readActions({ ...state, lengths })).toThrow(CheckpointError);
  expect(() => readActions({ ...state, seed: -1 })).toThrow(CheckpointError);
});

test('a picture that never comes leaves a run without a video, and says so', async () => {
  const { best } = await played(new CartPole(), 1, 5);
  const environment = Object.assign(new CartPole(), { render: () => new Promise(() => undefined) });
  const episode = new BestEpisode(environment, saveActions(best));
  const shown = await episode.film(root, never, 50);
  expect(shown?.video).toBe('it was not drawn within 0.05 s');
});
