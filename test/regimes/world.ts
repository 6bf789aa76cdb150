import { simd } from '../../src/engines/simd/simd.ts';
import {
  adam,
  Box,
  Discrete,
  DQNAgent,
  mlp,
  type DQNAgentOptions,
  type EngineFactory,
  type UpdateResult,
} from '../../src/index.ts';

export const environment: { readonly observationSpace: Box; readonly actionSpace: Discrete } = {
  observationSpace: new Box({ low: -1, high: 1, shape: [3] }),
  actionSpace: new Discrete(2),
};

/** A small agent that learns at every step, from the second on. */
export const makeAgent = (options: Partial<DQNAgentOptions> = {}): DQNAgent =>
  new DQNAgent({
    environment,
    network: mlp({ hidden: [5, 4] }),
    optimizer: adam({ learningRate: 1e-2 }),
    learningStarts: 2,
    batchSize: 2,
    engine: simd({ relaxed: false }),
    seed: 7,
    ...options,
  });

/** Observes a step that its number decides. */
export function observe(agent: DQNAgent): void {
  const at = agent.environmentSteps;
  const state = (step: number): Float32Array =>
    Float32Array.of(Math.sin(step), Math.cos(3 * step), Math.sin(7 * step));
  agent.observe({
    ...{ observation: state(at), action: at % 2, reward: Math.cos(at) },
    ...{ nextObservation: state(at + 1), terminated: at % 9 === 8, truncated: false },
  });
}

/** Takes steps, and makes the updates that fall due. */
export function run(agent: DQNAgent, steps: number): UpdateResult[] {
  const results: UpdateResult[] = [];
  for (let step = 0; step < steps; step++) {
    observe(agent);
    while (agent.updatesDue > 0) results.push(agent.learn());
  }
  return results;
}

/** As `run`, by promises. */
export async function runAsync(agent: DQNAgent, steps: number): Promise<UpdateResult[]> {
  const results: UpdateResult[] = [];
  for (let step = 0; step < steps; step++) {
    observe(agent);
    while (agent.updatesDue > 0) results.push(await agent.learnAsync());
  }
  return results;
}

/** The simd engine behind promises, as engines on a GPU are. */
export const later: EngineFactory = {
  name: 'later',
  create(options) {
    const engine = simd({ relaxed: false }).create(options);
    return new Proxy(engine, {
      get(target, key) {
        if (key === 'reads') return 'async';
        if (key === 'getState') return () => Promise.resolve(target.getState());
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  },
};
