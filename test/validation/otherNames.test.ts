import { describe, expect, test } from 'vitest';
import * as deepq from '../../src/index.ts';
import { makeEnvironment } from '../../src/environments.ts';
import { otherNameHint } from '../../src/validation/otherNames.ts';

/** The message of the library's error; any other error fails the test. */
function refusal(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof deepq.DeepQError) return error.message;
    throw error;
  }
  throw new Error('It was accepted.');
}

const environment = makeEnvironment('CartPole-v1');
const agent = (options: object) => () => new deepq.DQNAgent({ environment, ...options });

describe('options of other libraries', () => {
  const wrapped = (Type: keyof typeof deepq) => (options: object) => () => {
    const Wrapper = deepq[Type] as unknown as new (inner: unknown, options: object) => unknown;
    new Wrapper(environment, options);
  };
  test.each([
    ['ActionRepeat', 'skip frames frameSkip times', 'repeat'],
    ['ClipReward', 'min max', 'to: { min, max }'],
    ['FrameSkip', 'frames frameSkip repeat', 'skip'],
    ['FrameSkip', 'max', 'maxOfLastTwo'],
    ['FrameStack', 'frameStack stack_size stackSize size count k n num_stack numFrames', 'frames'],
    ['FrameStack', 'paddingType', 'padding'],
    ['NoopReset', 'noopMax noops', 'max'],
    ['NormalizeObservation', 'training', 'update'],
    ['NormalizeReward', 'training', 'update'],
    ['NormalizeReward', 'gamma', 'discount'],
    ['NormalizeReward', 'clip_reward', 'clip'],
    ['RecordVideo', 'video_folder folder path dir name_prefix', 'onVideo: videoFiles(folder)'],
    ['RecordVideo', 'episode_trigger stepTrigger trigger every', 'episodes'],
    ['RecordVideo', 'fps', 'framesPerSecond'],
    ['ResizeObservation', 'shape width height', 'size'],
    ['StickyActions', 'stickyActions', 'probability'],
    ['TimeLimit', 'steps max_steps', 'maxEpisodeSteps'],
    ['TransformObservation', 'f func fn function', 'transform'],
    ['TransformObservation', 'space', 'observationSpace'],
    ['TransformReward', 'f func fn function', 'transform'],
    ['TimeLimit', 'render_mode', 'nothing: call environment.render()'],
  ] as const)('%s of %s', (name, names, write) => {
    const wrap = wrapped(name);
    for (const key of names.split(' ')) {
      expect(refusal(wrap({ [key]: 1 }))).toContain(
        `${name} has no option '${key}' (write ${write}`,
      );
    }
  });

  test('of wrappers mean something else in other places', () => {
    expect(otherNameHint('DQNAgent', 'stack_size')).toBe('');
    expect(otherNameHint('FrameStack', 'gamma')).toBe('');
    expect(otherNameHint('AtariEnvironment', 'render_mode')).toContain('environment.render()');
  });

  test.each([
    ['trainFreq', 'write train: { everyEnvironmentSteps, updates }'],
    ['train_freq', 'write train: { everyEnvironmentSteps, updates }'],
    ['gradient_steps', 'write train: { everyEnvironmentSteps, updates }'],
    ['targetUpdateInterval', 'write targetUpdate: { everyEnvironmentSteps }'],
    ['target_network_frequency', 'write targetUpdate: { everyEnvironmentSteps }'],
    ['tau', 'write targetUpdate: { fraction }'],
    ['doubleDqn', 'write double'],
    ['is_double', 'write double'],
    ['bufferSize', 'write replay: { capacity }'],
    ['explorationFraction', 'write policy: epsilonGreedy({ epsilon: linear({ from, to, over }) })'],
    ['exploration_final_eps', 'write policy: epsilonGreedy({ epsilon: linear'],
    ['eps_train', 'write policy: epsilonGreedy({ epsilon })'],
    ['gamma', 'write discount'],
    ['n_step', "did you mean 'nStep'?"],
    ['n_steps', 'write nStep'],
    ['estimation_step', 'write nStep'],
    ['learning_rate', 'write optimizer: adam({ learningRate })'],
    ['max_grad_norm', 'write gradientClipNorm'],
    ['policy_kwargs', 'write network: mlp({ hidden })'],
    ['fcnet_hiddens', 'write network: mlp({ hidden })'],
    ['min_replay_history', 'write learningStarts'],
    ['num_steps_sampled_before_learning_starts', 'write learningStarts'],
    ['device', 'write engine'],
    ['env', 'write environment, or'],
    ['totalTimesteps', 'write environmentSteps, which is for train'],
    ['verbose', 'write for await (const event of train(…)), and showProgress'],
  ])('DQNAgent %s', (key, hint) => {
    expect(refusal(agent({ [key]: 1 }))).toContain(`DQNAgent has no option '${key}' (${hint}`);
  });

  test.each([
    [() => deepq.adam({ lr: 1 } as never), "adam has no option 'lr' (write learningRate)"],
    [() => deepq.rmsprop({ rho: 1 } as never), "rmsprop has no option 'rho' (write decay)"],
    [() => deepq.linear({ initialP: 1 } as never), "'initialP' (write from)"],
    [() => deepq.linear({ schedule_timesteps: 1 } as never), "'schedule_timesteps' (write over)"],
    [() => deepq.mlp({ net_arch: [64] } as never), "'net_arch' (write hidden)"],
    [() => deepq.mlp({ gamma: 1 } as never), "'gamma' (write discount, which is for DQNAgent)"],
    [() => deepq.boltzmann({ tau: 1 } as never), "'tau' (write temperature)"],
    [
      () => deepq.boltzmann({ gamma: 1 } as never),
      "'gamma' (write discount, which is for DQNAgent)",
    ],
    [() => deepq.c51Head({ n_atoms: 1 } as never), "'n_atoms' (write atoms)"],
    [() => deepq.iqnHead({ numTauSamples: 1 } as never), "'numTauSamples' (write fractions"],
    [() => deepq.quantileHead({ n: 1 } as never), "'n' (write quantiles)"],
    [() => deepq.prioritized({ betaFrames: 1 } as never), "'betaFrames' (write beta: linear("],
    [() => deepq.exponential({ decayRate: 1 } as never), "'decayRate' (write factor)"],
    [() => deepq.cnn({ convLayers: 1 } as never), "'convLayers' (write convolutions)"],
    [() => deepq.qHead({ doubleDqn: true } as never), "'doubleDqn' (write double)"],
  ])('other functions %#', (call, message) => {
    expect(refusal(call)).toContain(message);
  });

  test('train and evaluate', async () => {
    const made = new deepq.DQNAgent({ environment });
    const start = (): unknown => deepq.train(made, environment, { total_timesteps: 10 } as never);
    expect(start).toThrow("'total_timesteps' (write environmentSteps)");
    const played = deepq.evaluate(made, environment, { n_eval_episodes: 10 } as never);
    await expect(played).rejects.toThrow("'n_eval_episodes' (write episodes)");
    made.dispose();
  });

  test('says nothing of names that no library has, nor of its own, misspelt', () => {
    expect(otherNameHint('DQNAgent', 'wheelbase')).toBe('');
    expect(refusal(agent({ batch_size: 1 }))).toContain("(did you mean 'batchSize'?)");
    expect(refusal(agent({ ['b'.repeat(1e6)]: 1 })).length).toBeLessThan(600);
  });
});

describe('values given one by one', () => {
  const call = (name: string, ...values: unknown[]): (() => unknown) => {
    const made = (deepq as unknown as Record<string, (...values: unknown[]) => unknown>)[name]!;
    return () => made(...values);
  };

  test.each([
    ['mlp', [[64, 64]], 'received an array of 2. Write mlp({ hidden: [64, 64] }).'],
    ['mlp', [64, 64], 'received 64. Write mlp({ hidden: [64, 64] }).'],
    ['cnn', [32, 8, 4], 'Write cnn({ convolutions: [{ filters: 32'],
    ['embedding', [32], 'received 32. Write embedding({ size: 32 }).'],
    ['adam', [0.001], 'received 0.001. Write adam({ learningRate: 0.001 }).'],
    ['rmsprop', [0.001], 'Write rmsprop({ learningRate:'],
    ['sgd', [0.001], 'Write sgd({ learningRate:'],
    ['linear', [1, 0.1, 1000], 'Write linear({ from: 1, to: 0.1, over: 10_000 }).'],
    ['exponential', [1, 0.1, 1000], 'Write exponential({ from'],
    ['cosine', [1, 0.1, 1000], 'Write cosine({ from'],
    ['polynomial', [1, 0.1, 1000], 'Write polynomial({ from'],
    ['piecewise', [[[0, 1]]], 'Write piecewise({ points'],
    ['epsilonGreedy', [0.1], 'received 0.1. Write epsilonGreedy({ epsilon: 0.1 }).'],
    ['epsilonZGreedy', [0.1], 'Write epsilonZGreedy({ epsilon'],
    ['boltzmann', [1], 'Write boltzmann({ temperature: 1 }).'],
    ['qHead', [0.99], 'Write qHead({ double: true }).'],
    ['natureCnn', [true], 'Write natureCnn({ dueling: true }).'],
  ])('%s(%j)', (name, values, message) => {
    expect(refusal(call(name, ...values))).toContain(message);
  });

  test('classes', () => {
    const wrap = (Type: unknown, ...values: unknown[]) => {
      const Made = Type as new (...values: unknown[]) => unknown;
      return refusal(() => new Made(environment, ...values));
    };
    expect(wrap(deepq.TimeLimit, 500)).toContain('{ maxEpisodeSteps: 500 }');
    expect(wrap(deepq.FrameStack, 4)).toContain('{ frames: 4 }');
    expect(wrap(deepq.ActionRepeat, 4)).toContain('{ repeat: 4 }');
    expect(refusal(() => new deepq.Box([-1, 1] as never))).toContain('new Box({ low: -1');
  });
});

test("'CartPole-v1' in place of an environment", async () => {
  const name = 'CartPole-v1' as never;
  const hint = "received 'CartPole-v1'. Make it first: makeEnvironment('CartPole-v1'), from";
  const made = new deepq.DQNAgent({ environment });
  expect(refusal(() => new deepq.DQNAgent({ environment: name }))).toContain(hint);
  expect(refusal(() => new deepq.TimeLimit(name, { maxEpisodeSteps: 1 }))).toContain(hint);
  expect(refusal(() => deepq.checkEnvironment(name))).toContain(hint);
  expect(refusal(() => deepq.train(made, name, { environmentSteps: 1 }))).toContain(hint);
  await expect(deepq.evaluate(made, name)).rejects.toThrow(hint);
  expect(refusal(() => new deepq.VectorEnvironment(2, name))).toContain('CartPole-v1');
  made.dispose();
});
