import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import type { Engine, EngineFactory } from '../../src/engines/engine.ts';
import { simd } from '../../src/engines/simd/simd.ts';
import { tfjs } from '../../src/engines/tfjs/tfjs.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { QNetwork } from '../../src/qnetwork/qNetwork.ts';
import type { ResetsSpec } from '../../src/regimes/resets.ts';
import { setUpBackend } from '../support/backends.ts';
import { sideProbe } from '../support/probes.ts';

/** Is refused after the network was made. */
const refused = {
  kind: 'refused',
  options: {},
  create: () => ({}),
} as unknown as ResetsSpec;

function failToMake(more: object): void {
  const network = mlp({ hidden: [8] });
  const make = (): DQNAgent =>
    new DQNAgent({ environment: sideProbe(), network, resets: refused, ...more });
  expect(make).toThrow(/create\(context\) of resets must return/);
}

/** Makes what an engine's `change` makes of simd's, and counts those that were given back. */
function counted(change: (engine: Engine) => Engine): EngineFactory & { disposed: number } {
  const factory = {
    name: 'counted',
    disposed: 0,
    create(options: Parameters<EngineFactory['create']>[0]): Engine {
      const engine = simd().create(options);
      const dispose = engine.dispose.bind(engine);
      engine.dispose = () => {
        factory.disposed += 1;
        dispose();
      };
      return change(engine);
    },
  };
  return factory;
}

describe('where the construction fails, what was made for it is given back', () => {
  beforeAll(() => setUpBackend('cpu'));

  test('the tensors of 200 agents', () => {
    const before = memory().numTensors;
    for (let time = 0; time < 200; time++) failToMake({ engine: tfjs() });
    expect(memory().numTensors).toBe(before);
  });

  test('the engine of each agent', () => {
    const engine = counted((made) => made);
    for (let time = 0; time < 3; time++) failToMake({ engine });
    expect(engine.disposed).toBe(3);
  });

  test('an engine that is refused, whose own failure hides nothing', () => {
    const engine = counted((made) => Object.assign(made, { name: 1 }));
    const environment = sideProbe();
    const network = mlp({ hidden: [8] });
    const make = (factory: EngineFactory) => () =>
      new QNetwork({ environment, network, engine: factory });
    expect(make(engine)).toThrow(/create\(options\) of the engine must return/);
    expect(engine.disposed).toBe(1);
    const dispose = (): never => {
      throw new Error('of dispose');
    };
    const nothing = { name: 'nothing', create: () => undefined as unknown as Engine };
    const broken = { name: 'broken', create: () => ({ dispose }) as unknown as Engine };
    for (const factory of [nothing, broken]) {
      expect(make(factory)).toThrow(/create\(options\) of the engine must return/);
    }
  });

  test('a network that was handed in stays', () => {
    const environment = sideProbe();
    const network = new QNetwork({ environment, network: mlp({ hidden: [8] }) });
    expect(() => new DQNAgent({ environment, network, resets: refused })).toThrow(/resets/);
    expect(network.qValues(new Float32Array(1))).toHaveLength(2);
    network.dispose();
  });
});
