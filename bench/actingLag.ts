import { DQNAgent } from '../src/agents/dqnAgent.ts';
import type { Engine, EngineFactory } from '../src/engines/engine.ts';
import { createSimdEngine } from '../src/engines/simd/simdEngine.ts';
import { ACTING_LAG, ActingCopy } from '../src/engines/webgpu/acting.ts';
import type { Architecture } from '../src/networks/architecture.ts';
import { presets } from '../src/presets/presets.ts';
import { evaluate } from '../src/training/evaluate.ts';
import { train } from '../src/training/train.ts';
import type { Options } from './support/arguments.ts';
import type { BenchmarkContext } from './support/context.ts';
import { evaluationOf, trainingOf } from './support/learningEnvironments.ts';

export const name = 'acting-lag';
export const description: string =
  'whether acting on late weights, as with the webgpu engine, costs learning: CartPole on the CPU, with ' +
  'copies every 4 and every 64 updates (--every n), --seeds m, --steps k';
export const options: Options = { every: 'number', seeds: 'number', steps: 'number' };

const ID = 'CartPole-v1';

/** Trains with several rhythms of copies, and without a lag. */
export async function run(context: BenchmarkContext): Promise<void> {
  const steps = context.number('steps', presets[ID].environmentSteps);
  const rhythms = [null, 4, context.number('every', 64)];
  const rows = [];
  for (let seed = 1; seed <= context.number('seeds', 1); seed++) {
    const scores: Record<string, number> = {};
    for (const every of rhythms) {
      const late =
        every === null ? 'at once' : `${ACTING_LAG} to ${ACTING_LAG + every - 1} updates`;
      scores[late] = await learn(every, steps, seed);
    }
    rows.push({ seed, ...scores });
  }
  context.report(`${ID}: mean return of 100 greedy episodes, by how late weights are`, rows);
}

async function learn(every: number | null, steps: number, seed: number): Promise<number> {
  const preset = presets[ID];
  const environment = trainingOf(ID, preset);
  const engine = new LateEngine(every);
  const agent = new DQNAgent({ environment, ...preset.agent, seed, engine });
  await train(agent, environment, { environmentSteps: steps, seed }).finish();
  engine.isLate = false;
  const judged = evaluationOf(ID, preset);
  const { mean } = await evaluate(agent, judged.environment, { episodes: 100, seed: 500 });
  agent.dispose();
  return mean;
}

/** The simd engine, whose choices of one action go by weights that are late. */
class LateEngine implements EngineFactory {
  readonly name = 'simd';
  readonly #every: number | null;
  isLate = true;

  constructor(every: number | null) {
    this.#every = every;
  }

  create(given: Parameters<EngineFactory['create']>[0]): Engine {
    const network = { ...given, architecture: given.architecture as Architecture };
    const engine: Engine = createSimdEngine({ ...network, relaxed: true, threads: 1 });
    const every = this.#every;
    if (every === null) return engine;
    const read = async (): Promise<Float32Array> => (await engine.getWeights('online')).slice();
    const acting = new ActingCopy({ network, every, moveBetween: false, read });
    const forward = engine.forward.bind(engine);
    engine.forward = (weights, observations, batch, draws) =>
      this.isLate && weights === 'online' && batch === 1
        ? acting.act(observations, batch, draws)
        : forward(weights, observations, batch, draws);
    const begin = engine.forwardForTraining.bind(engine);
    engine.forwardForTraining = (...args) => {
      const pass = begin(...args);
      return {
        ...pass,
        backward(...step) {
          pass.backward(...step);
          acting.stepped(engine.updates);
        },
      };
    };
    return engine;
  }
}
