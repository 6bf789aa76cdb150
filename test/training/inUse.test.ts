import { describe, expect, test } from 'vitest';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import { CartPole } from '../../src/environments/cartPole/cartPole.ts';
import { UsageError } from '../../src/errors.ts';
import { mlp } from '../../src/networks/mlp.ts';
import type { Environment } from '../../src/protocol/environment.ts';
import { evaluate } from '../../src/training/evaluate.ts';
import { train } from '../../src/training/train.ts';
import type { Training } from '../../src/training/training.ts';
import { VectorEnvironment } from '../../src/vector/vectorEnvironment.ts';
import { RecordEpisodeStatistics } from '../../src/wrappers/recordEpisodeStatistics.ts';
import { TimeLimit } from '../../src/wrappers/timeLimit.ts';

const makeAgent = (): DQNAgent =>
  new DQNAgent({ environment: new CartPole(), network: mlp({ hidden: [4] }) });
const limited = (pole: CartPole): TimeLimit<Float32Array> =>
  new TimeLimit(pole, { maxEpisodeSteps: 5 });
const options = { environmentSteps: 30 };
/** A wrapper without the base, which keeps what it wraps under a name of its own. */
const handWritten = (pole: CartPole): Environment<Float32Array> & { readonly world: CartPole } => ({
  world: pole,
  observationSpace: pole.observationSpace,
  actionSpace: pole.actionSpace,
  reset: (resetOptions) => pole.reset(resetOptions),
  step: (action) => pole.step(action),
});

/** A training that has begun and pauses. */
async function paused(...given: Parameters<typeof train>): Promise<Training> {
  const training = train(...given);
  await training.next();
  return training;
}

describe('while a training is running or paused, another loop is refused', () => {
  test('on the same agent', async () => {
    const agent = makeAgent();
    const first = await paused(agent, limited(new CartPole()), options);
    const second = train(agent, limited(new CartPole()), options);
    await expect(second.next()).rejects.toThrow(UsageError);
    await expect(train(agent, new CartPole(), options).finish()).rejects.toThrow(
      /train was called with an agent that train is at work with, running or paused/,
    );
    expect((await first.finish()).environmentSteps).toBe(30);
    agent.dispose();
  });

  test.each<[string, (pole: CartPole) => Parameters<typeof train>[1]]>([
    ['itself', (pole) => pole],
    ['through other wrappers', (pole) => new RecordEpisodeStatistics(limited(pole))],
    ['through one that was written by hand', handWritten],
    [
      'as a copy of a group',
      (pole) => new VectorEnvironment(2, (copy) => (copy ? new CartPole() : pole)),
    ],
  ])('on the same environment: %s', async (_, wrap) => {
    const pole = new CartPole();
    const [one, other] = [makeAgent(), makeAgent()];
    const first = await paused(one, limited(pole), options);
    const before = await other.getState();
    await expect(train(other, wrap(pole), options).next()).rejects.toThrow(
      /an environment that train is at work with/,
    );
    expect(await other.getState()).toEqual(before);
    await first.return();
    expect((await train(other, wrap(pole), options).finish()).reason).toBe('completed');
    one.dispose();
    other.dispose();
  });

  test('also where the first is one on a group', async () => {
    const poles = [new CartPole(), new CartPole()];
    const group = new VectorEnvironment(2, (copy) => limited(poles[copy]!));
    const [one, other] = [makeAgent(), makeAgent()];
    const first = await paused(one, group, options);
    await expect(train(other, poles[1]!, options).next()).rejects.toThrow(UsageError);
    await expect(evaluate(other, group.environments[0]!)).rejects.toThrow(UsageError);
    await first.finish();
    expect((await evaluate(other, poles[1]!, { episodes: 1 })).returns).toHaveLength(1);
    one.dispose();
    other.dispose();
  });

  test('evaluate too, and it does not touch what it is refused', async () => {
    const pole = new CartPole();
    const agent = makeAgent();
    const first = await paused(agent, limited(pole), options);
    const before = pole.getState();
    await expect(evaluate(agent, new TimeLimit(pole, { maxEpisodeSteps: 3 }))).rejects.toThrow(
      /evaluate was called with an environment that train is at work with/,
    );
    expect(pole.getState()).toEqual(before);
    // In an environment of its own it may evaluate the agent in a pause.
    expect((await evaluate(agent, new CartPole(), { episodes: 2 })).returns).toHaveLength(2);
    await first.finish();
    agent.dispose();
  });

  test('two at once, as by a double click', async () => {
    const agent = makeAgent();
    const environment = limited(new CartPole());
    const both = await Promise.allSettled(
      [0, 1].map(() => train(agent, environment, { environmentSteps: 2_000 }).finish()),
    );
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(agent.environmentSteps).toBe(2_000);
    agent.dispose();
  });
});

describe('agent and environment are free again', () => {
  const agent = makeAgent();
  const environment = limited(new CartPole());
  const isFree = async (): Promise<void> => {
    expect((await train(agent, environment, { environmentSteps: 5 }).finish()).type).toBe('end');
  };

  test('where train was called and never iterated', async () => {
    train(agent, environment, options);
    await isFree();
  });

  test('after the end, and after break', async () => {
    await isFree();
    for await (const event of train(agent, environment, options)) {
      if (event.type === 'episode') break;
    }
    await isFree();
  });

  test('after return() and throw()', async () => {
    await (await paused(agent, environment, options)).return();
    await isFree();
    await expect(
      (await paused(agent, environment, options)).throw(new Error('no')),
    ).rejects.toThrow('no');
    await isFree();
  });

  test('after an abort', async () => {
    const signal = AbortSignal.abort();
    expect((await train(agent, environment, { ...options, signal }).finish()).reason).toBe(
      'aborted',
    );
    await isFree();
    await expect(evaluate(agent, environment, { signal })).rejects.toThrow();
    await isFree();
  });

  test('after errors of options, of the environment, and of the caller', async () => {
    expect(() => train(agent, environment, { environmentSteps: -1 })).toThrow('environmentSteps');
    await isFree();
    const { step } = environment;
    environment.step = () => {
      throw new Error('broken');
    };
    await expect(train(agent, environment, options).finish()).rejects.toThrow('broken');
    await expect(evaluate(agent, environment)).rejects.toThrow('broken');
    environment.step = step;
    await isFree();
    const body = async (): Promise<void> => {
      for await (const _ of train(agent, environment, options)) throw new Error('mine');
    };
    await expect(body()).rejects.toThrow('mine');
    await isFree();
  });
});

test('two copies of a group around one environment are refused', async () => {
  const pole = new CartPole();
  const agent = makeAgent();
  const group = new VectorEnvironment(2, () => limited(pole));
  await expect(train(agent, group, options).next()).rejects.toThrow(
    /step one and the same environment/,
  );
  // What the first copy had taken is given back.
  expect((await train(agent, pole, options).finish()).type).toBe('end');
  agent.dispose();
});

test('the environment of training is no environment for evaluations, whatever is around it', () => {
  const pole = new CartPole();
  const agent = makeAgent();
  const evaluation = { everyEnvironmentSteps: 5, environment: new RecordEpisodeStatistics(pole) };
  expect(() => train(agent, limited(pole), { ...options, evaluation })).toThrow(
    /must not be the environment of training, also not inside another wrapper/,
  );
  agent.dispose();
});
