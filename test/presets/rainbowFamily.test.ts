import { describe, expect, test } from 'vitest';
import {
  Box,
  createRandom,
  dataEfficientRainbow,
  Discrete,
  DQNAgent,
  linear,
  mlp,
  OptionsError,
  rainbow,
  resettingRainbow,
  train,
  type AgentPreset,
  type SamplerSpec,
  type SlotDraw,
} from '../../src/index.ts';
import { makeEnvironment } from '../../src/environments.ts';

const frames = {
  observationSpace: new Box({ low: 0, high: 255, shape: [4, 84, 84], dtype: 'uint8' }),
  actionSpace: new Discrete(6),
};

/** What an agent makes of a preset. The replay buffers are small, so that they take no memory. */
function resolve(preset: AgentPreset) {
  const agent = new DQNAgent({ environment: frames, ...preset });
  const { options, network } = agent;
  const parameters = Object.fromEntries(
    network.architecture.parameters.map(({ name, shape }) => [name, shape.join('×')]),
  );
  agent.dispose();
  return { options, parameters };
}

const withCapacity = (preset: AgentPreset): AgentPreset => ({
  ...preset,
  replay: { ...preset.replay, capacity: 20_000 },
});

/** α and β of a preset's sampler, from how it draws: the weights of one transition in two. */
function exponents(preset: AgentPreset, batches: number): { alpha: number; beta: number } {
  const { sampler } = preset.replay as { readonly sampler: SamplerSpec };
  const made = sampler.create({ capacity: 2, random: createRandom(1) });
  made.added(0, 1);
  made.added(1, 4);
  // β counts the batches: as many as were asked for were drawn before.
  made.prepareState(withBatches(made.getState(2), batches), 2)();
  const size = 20_000;
  const draw: SlotDraw = { indices: new Int32Array(size), weights: new Float32Array(size).fill(1) };
  made.sample(draw, 2);
  const rare = draw.indices.filter((slot) => slot === 0).length / size;
  const weight = draw.weights[draw.indices.indexOf(1)]!;
  // P(1) / P(0) = 4^α, and the weight of the likelier one is (P(0) / P(1))^β.
  const ratio = (1 - rare) / rare;
  return { alpha: Math.log(ratio) / Math.log(4), beta: -Math.log(weight) / Math.log(ratio) };
}

function withBatches(state: Readonly<Record<string, unknown>>, batches: number): never {
  expect(state['batches']).toBe(0);
  return { ...state, batches } as never;
}

const c51 = { atoms: 51, min: -10, max: 10, double: true };

describe('rainbow', () => {
  test('has the settings of the paper', () => {
    const preset = rainbow();
    const { options, parameters } = resolve(withCapacity(preset));
    expect(options).toMatchObject({
      optimizer: { type: 'adam', learningRate: 6.25e-5, epsilon: 1.5e-4 },
      ...{ batchSize: 32, learningStarts: 20_000, gradientClipNorm: 10 },
      train: { everyEnvironmentSteps: 4, updates: 1 },
      targetUpdate: { everyEnvironmentSteps: 8_000 },
      head: { kind: 'c51', options: c51 },
      replay: { returns: { steps: 3, discount: 0.99 }, sampler: { kind: 'prioritized' } },
      ...{ resets: null, dormant: null, augment: null, annealed: null },
    });
    expect(preset.replay).toMatchObject({ capacity: 1_000_000 });
    expect(options.policy.exploration(0)).toBeNull();
    expect(parameters).toMatchObject({
      ...{
        'layer0.kernel': '8×8×4×32',
        'layer1.kernel': '4×4×32×64',
        'layer2.kernel': '3×3×64×64',
      },
      ...{ 'value0.kernel': '3136×512', 'value0.kernelSigma': '3136×512' },
      ...{ 'advantage1.kernel': '512×306', 'advantage1.kernelSigma': '512×306' },
    });
    expect(options.network).toMatchObject({ dueling: { noisy: { sigma: 0.5 } } });
    // 50 million steps are 12.5 million updates.
    for (const [batches, beta] of [
      [0, 0.4],
      [6_250_000, 0.7],
      [12_500_000, 1],
    ] as const) {
      const found = exponents(preset, batches);
      expect(found.alpha).toBeCloseTo(0.5, 1);
      expect(found.beta).toBeCloseTo(beta, 1);
    }
  });

  test('without noise it explores by ε, and has the same sizes', () => {
    const epsilon = linear({ from: 1, to: 0.01, over: 250_000 });
    const { options, parameters } = resolve(withCapacity(rainbow({ noisy: false, epsilon })));
    expect(options.policy.exploration(125_000)).toEqual({ name: 'epsilon', value: 0.505 });
    expect(parameters).not.toHaveProperty('value0.kernelSigma');
    expect(parameters).toHaveProperty(['value0.kernel'], '3136×512');
  });
});

describe('dataEfficientRainbow', () => {
  const shared = {
    optimizer: { type: 'adam', learningRate: 1e-4, epsilon: 1.5e-4 },
    ...{ batchSize: 32, learningStarts: 1_600, gradientClipNorm: 10 },
    train: { everyEnvironmentSteps: 1, updates: 1 },
    targetUpdate: { everyUpdates: 2_000 },
    head: { kind: 'c51', options: c51 },
  };

  test('has the settings of Dopamine unless those of the paper are wanted', () => {
    const { options, parameters } = resolve(withCapacity(dataEfficientRainbow()));
    expect(options).toMatchObject({
      ...shared,
      replay: { returns: { steps: 10, discount: 0.99 }, sampler: { kind: 'prioritized' } },
    });
    const epsilon = [0, 1_600, 2_600, 3_600, 9_000].map(
      (steps) => options.policy.exploration(steps)!.value,
    );
    expect(epsilon).toEqual([1, 1, 0.505, 0.01, 0.01]);
    expect(parameters).toMatchObject({
      ...{ 'layer0.kernel': '5×5×4×32', 'layer1.kernel': '5×5×32×64' },
      ...{ 'value0.kernel': '576×256', 'advantage0.kernelSigma': '576×256' },
    });
    const paper = resolve(withCapacity(dataEfficientRainbow({ source: 'paper' }))).options;
    expect(paper).toMatchObject({ ...shared, replay: { returns: { steps: 20 } } });
    expect(paper.policy.exploration(0)).toBeNull();
  });

  test('β comes to 1 in 100,000 updates', () => {
    expect(exponents(dataEfficientRainbow(), 50_000).beta).toBeCloseTo(0.7, 1);
    expect(dataEfficientRainbow().replay).toMatchObject({ capacity: 100_000 });
  });
});

describe('resettingRainbow', () => {
  test('has the settings of BBF, without what a CPU cannot afford', () => {
    const preset = resettingRainbow();
    const { options, parameters } = resolve(withCapacity(preset));
    expect(options).toMatchObject({
      optimizer: { type: 'adamw', learningRate: 1e-4, epsilon: 1.5e-4, weightDecay: 0.1 },
      ...{ batchSize: 32, learningStarts: 2_000, gradientClipNorm: null },
      train: { replayRatio: 2 },
      targetUpdate: { fraction: 0.005 },
      head: { kind: 'c51', options: c51 },
      resets: { kind: 'shrinkAndPerturb' },
      augment: { kind: 'randomShifts' },
      dormant: null,
    });
    expect(preset.replay).toMatchObject({ capacity: 200_000 });
    const { nStep, discount } = options.annealed!;
    expect([0, 10_000, 20_000].map((updates) => Math.round(nStep!(updates)))).toEqual([10, 3, 3]);
    // As the source has it: by one factor at every count, γ towards 1.
    expect(nStep!(5_000)).toBeCloseTo(Math.sqrt(30), 6);
    expect([0, 5_000, 10_000].map(discount!)).toEqual([
      expect.closeTo(0.97, 9),
      expect.closeTo(1 - Math.sqrt(0.03 * 0.003), 9),
      expect.closeTo(0.997, 9),
    ]);
    const epsilon = [0, 2_000, 4_001].map((steps) => options.policy.exploration(steps)!.value);
    expect(epsilon).toEqual([1, 1, 0]);
    expect(Object.keys(parameters).filter((name) => name.includes('Sigma'))).toEqual([]);
    for (const batches of [0, 200_000]) {
      expect(exponents(preset, batches).beta).toBeCloseTo(0.5, 1);
    }
  });
});

describe('vectors', () => {
  const valueRange = { min: 0, max: 100 };
  test.each([
    ['rainbow', rainbow({ observations: 'vectors', valueRange })],
    ['dataEfficientRainbow', dataEfficientRainbow({ observations: 'vectors', valueRange })],
    ['resettingRainbow', resettingRainbow({ observations: 'vectors', valueRange })],
  ])('%s learns on CartPole', async (_, preset) => {
    const environment = makeEnvironment('CartPole-v1');
    const small = { network: mlp({ hidden: [16] }), learningStarts: 200, batchSize: 16 };
    const agent = new DQNAgent({ environment, ...preset, ...small });
    await train(agent, environment, { environmentSteps: 300 }).finish();
    expect(agent.updates).toBeGreaterThan(20);
    expect(agent.network.head.options).toMatchObject({ atoms: 51, ...valueRange });
    expect(agent.options.augment).toBeNull();
    agent.dispose();
  });

  test('rainbow has the settings of Revisiting Rainbow', () => {
    expect(rainbow({ observations: 'vectors', valueRange })).toMatchObject({
      optimizer: { type: 'adam', learningRate: 1e-3, epsilon: 3.125e-4 },
      ...{ batchSize: 128, nStep: 3, train: { everyEnvironmentSteps: 4, updates: 1 } },
      ...{ targetUpdate: { everyEnvironmentSteps: 300 }, replay: { capacity: 50_000 } },
      network: { dueling: { hidden: [512], noisy: { sigma: 0.5 } } },
    });
  });
});

describe('what makes no sense is refused', () => {
  const noisyNetwork = mlp({ hidden: [8], noisy: {} });
  test.each<[() => unknown, string]>([
    [() => rainbow({ epsilon: 0.1 } as never), 'by noisy layers or by epsilon, not by both'],
    [() => rainbow({ noisy: false } as never), 'without noisy layers needs epsilon'],
    [() => rainbow({ network: mlp({ hidden: [8] }) }), 'without noisy layers needs epsilon'],
    [() => rainbow({ network: noisyNetwork, epsilon: 0.1 }), 'give a network without noisy layers'],
    [() => rainbow({ network: noisyNetwork, noisy: true } as never), 'network or noisy, not both'],
    [() => rainbow({ observations: 'vectors' } as never), 'needs valueRange: { min, max }'],
    [
      () => rainbow({ observations: 'pixels' } as never),
      "observations must be 'frames' or 'vectors'",
    ],
    [() => rainbow({ valueRange: { min: 1, max: 0 } }), 'max'],
    [() => rainbow({ environmentSteps: 3 }), 'environmentSteps must be a whole number'],
    [() => dataEfficientRainbow({ source: 'me' } as never), "source must be 'dopamine' or 'paper'"],
    [
      () => dataEfficientRainbow({ nStep: 3 } as never),
      "dataEfficientRainbow has no option 'nStep'",
    ],
    [() => resettingRainbow({ noisy: true } as never), "resettingRainbow has no option 'noisy'"],
    [() => resettingRainbow({ network: noisyNetwork }), 'must not have noisy layers as well'],
    [
      () => rainbow({ environment: frames } as never),
      'new DQNAgent({ environment, ...rainbow() })',
    ],
  ])('%s', (make, message) => {
    expect(make).toThrow(OptionsError);
    expect(make).toThrow(message);
  });
});
