import { epsilonGreedy, exponential, linear, adam, mlp, prioritized, qHead, simd } from 'deepq';
import { makeAgent, type Slip, untyped } from './slip.ts';

const observation = new Float32Array(4);

/** Numbers out of range, and options at odds. */
export const settings: readonly Slip[] = [
  {
    slip: "engine: 'tfjs'",
    run: () => makeAgent({ engine: 'tfjs' }),
    mend: "Write engine: tfjs(), with import { tfjs } from 'deepq/tfjs'",
  },
  {
    slip: 'engine: simd, without the call',
    run: () => makeAgent({ engine: simd }),
    mend: "Write engine: simd(), with import { simd } from 'deepq'",
  },
  {
    slip: "engine: 'auto'",
    run: () => makeAgent({ engine: 'auto' }),
    mend: 'Leave engine out: simd() is the default.',
  },
  {
    slip: 'relaxedSimd: false',
    run: () => makeAgent({ relaxedSimd: false }),
    mend: 'write engine: simd({ relaxed })',
  },
  { slip: 'discount: 99', run: () => makeAgent({ discount: 99 }), mend: 'from 0 to 1' },
  {
    slip: 'batchSize above the capacity',
    run: () => makeAgent({ batchSize: 64, replay: { capacity: 32 } }),
    mend: 'raise capacity or lower batchSize',
  },
  {
    slip: 'learningStarts above the capacity',
    run: () => makeAgent({ learningStarts: 1_000, replay: { capacity: 500 } }),
    mend: 'raise capacity or lower learningStarts',
  },
  {
    slip: 'epsilonGreedy({ epsilon: 10 }), per cent',
    run: () => epsilonGreedy({ epsilon: 10 }),
    mend: 'a number from 0 to 1',
  },
  {
    slip: 'epsilonGreedy({ epsilon: { from: 1, to: 0.1, over: 1e4 } })',
    run: () => epsilonGreedy(untyped({ epsilon: { from: 1, to: 0.1, over: 1e4 } })),
    mend: 'or a schedule that returns one',
  },
  {
    slip: 'a schedule that returns undefined',
    run: () =>
      makeAgent({
        learningStarts: 0,
        beforeLearning: 'policy',
        policy: epsilonGreedy({ epsilon: untyped(() => undefined) }),
      }).act(observation),
    mend: 'it must return a number from 0 to 1',
  },
  {
    slip: 'exponential({ from: 1, to: 0, over: 1_000 })',
    run: () => exponential({ from: 1, to: 0, over: 1_000 }),
    mend: 'a finite number above 0',
  },
  {
    slip: 'exponential({ from: 1, factor: 1.005, to: 0.1 })',
    run: () => exponential({ from: 1, factor: 1.005, to: 0.1 }),
    mend: 'must be below 1',
  },
  {
    slip: 'linear({ from: 1, to: 0.1 }) without over',
    run: () => linear(untyped({ from: 1, to: 0.1 })),
    mend: 'a finite number of at least 1',
  },
  { slip: 'adam({ learningRate: 0 })', run: () => adam({ learningRate: 0 }), mend: 'above 0' },
  {
    slip: "adam({ learningRate: '1e-3' })",
    run: () => adam(untyped({ learningRate: '1e-3' })),
    mend: 'a finite number above 0',
  },
  {
    slip: 'gradientClipNorm: 0 for none',
    run: () => makeAgent({ gradientClipNorm: 0 }),
    mend: 'above 0',
  },
  { slip: 'nStep: 0', run: () => makeAgent({ nStep: 0 }), mend: 'a whole number from 1 to 1000' },
  {
    slip: 'targetUpdate: { everyUpdates: 10, fraction: 0.01 }',
    run: () => makeAgent({ targetUpdate: { everyUpdates: 10, fraction: 0.01 } }),
    mend: 'exactly one of everyEnvironmentSteps, everyUpdates, everyEpisodes and fraction',
  },
  {
    slip: 'train: { everyEnvironmentSteps: 4 } without updates',
    run: () => makeAgent({ train: { everyEnvironmentSteps: 4 } }),
    mend: 'train.updates must be a whole number from 1 to 1000000',
  },
  {
    slip: 'head and loss',
    run: () => makeAgent({ head: qHead(), loss: 'mse' }),
    mend: 'give these options to the head',
  },
  {
    slip: 'qHead({ discount: 0.9 })',
    run: () => qHead(untyped({ discount: 0.9 })),
    mend: 'write the discount of the agent',
  },
  {
    slip: 'head: qHead without the call',
    run: () => makeAgent({ head: qHead }),
    mend: 'received the function qHead. Call it: qHead(…).',
  },
  {
    slip: 'policy: epsilonGreedy without the call',
    run: () => makeAgent({ policy: epsilonGreedy }),
    mend: 'Call it: epsilonGreedy(…).',
  },
  {
    slip: "sampler: 'prioritized'",
    run: () => makeAgent({ replay: { capacity: 100, sampler: 'prioritized' } }),
    mend: 'made by a function such as uniform(), prioritized()',
  },
  {
    slip: 'sampler: prioritized without the call',
    run: () => makeAgent({ replay: { capacity: 100, sampler: prioritized } }),
    mend: 'Call it: prioritized(…).',
  },
  {
    slip: 'network: mlp without the call',
    run: () => makeAgent({ network: mlp }),
    mend: 'Call it: mlp(…).',
  },
  {
    slip: 'optimizer: adam without the call',
    run: () => makeAgent({ optimizer: adam }),
    mend: 'Call it: adam(…).',
  },
  { slip: 'prioritized({ alpha: 6 })', run: () => prioritized({ alpha: 6 }), mend: 'from 0 to 1' },
  { slip: "engine: 'gpu'", run: () => makeAgent({ engine: 'gpu' }), mend: 'engine must be' },
  { slip: 'seed: 0.5', run: () => makeAgent({ seed: 0.5 }), mend: 'a whole number from 0' },
];
