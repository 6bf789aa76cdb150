import { DQNAgent } from '../src/agents/dqnAgent.ts';
import type { Environment } from '../src/protocol/environment.ts';
import { simd } from '../src/engines/simd/simd.ts';
import { GymnasiumEnvironment } from '../src/node/gymnasium/gymnasiumEnvironment.ts';
import { AtariPreprocessing } from '../src/atari/atariPreprocessing.ts';
import type { Options } from './support/arguments.ts';
import type { BenchmarkContext } from './support/context.ts';
import { frameLoop } from './support/frameLoop.ts';
import { requirePython } from './support/requirePython.ts';

export const name = 'frames';
export const description: string =
  'a whole loop of the Nature CNN on Breakout frames, and where its time goes (--steps 1000; ' +
  '--threads n against one thread, in turns)';
export const options: Options = { steps: 'number', threads: 'number' };

/** Steps of a turn, where two loops take turns. */
const TURN = 100;

/** Trains after a start without updates, which fills the replay buffer a little. */
export async function run(context: BenchmarkContext): Promise<void> {
  const python = requirePython(context);
  if (python === null) return;
  const steps = context.number('steps', 1_000);
  const threads = context.number('threads', 1);
  const loops = [await openLoop(python, 1)];
  if (threads > 1) loops.push(await openLoop(python, threads));
  const spent = loops.map((): number => 0);
  for (let step = 0; step < steps; step += TURN) {
    for (const [index, loop] of loops.entries()) {
      const start = performance.now();
      for (let turn = 0; turn < TURN; turn++) loop.takeStep();
      spent[index] = (spent[index] ?? 0) + performance.now() - start;
    }
  }
  const taken = Math.ceil(steps / TURN) * TURN;
  for (const [index, loop] of loops.entries()) {
    const milliseconds = spent[index] ?? NaN;
    const faster = (spent[0] ?? NaN) / milliseconds;
    context.report(
      `Breakout frames, Nature CNN, batch 32, an update every 4 steps, threads: ` +
        `${index === 0 ? 1 : threads}: ${((1000 * taken) / milliseconds).toFixed(0)} steps/s` +
        (index === 0 ? '' : `, ${faster.toFixed(2)} times as many`),
      [...loop.clock.parts].map(([part, time]) => ({
        part,
        'ms a step': time / taken,
        '% of the time': (100 * time) / milliseconds,
      })),
    );
    loop.close();
  }
}

/** A loop of training, after its start. */
interface Loop {
  readonly clock: PartClock;
  readonly takeStep: () => void;
  readonly close: () => void;
}

async function openLoop(python: string, threads: number): Promise<Loop> {
  const clock = new PartClock();
  const game = await GymnasiumEnvironment.create<Uint8Array>('ALE/Breakout-v5', {
    python,
    options: { frameskip: 1, repeat_action_probability: 0 },
  });
  const environment = new AtariPreprocessing(timed(game, clock), { clipReward: 'sign' });
  const agent = new DQNAgent({
    ...frameLoop,
    environment,
    engine: simd({ threads }),
  });
  let { observation } = environment.reset({ seed: 1 });
  const takeStep = (): void => {
    const action = clock.time('act', () => agent.act(observation));
    const { observation: nextObservation, ...outcome } = clock.time('preprocessing', () =>
      environment.step(action),
    );
    clock.time('store', () => {
      agent.observe({ observation, action, nextObservation, ...outcome });
    });
    while (agent.updatesDue > 0) clock.time('sample and update', () => agent.learn());
    observation =
      outcome.terminated || outcome.truncated
        ? clock.time('preprocessing', () => environment.reset().observation)
        : nextObservation;
  };
  for (let step = 0; step < 550; step++) takeStep();
  clock.clear();
  const close = (): void => {
    agent.dispose();
    environment.close();
  };
  return { clock, takeStep, close };
}

/** Adds up the time of parts; that of a part within another counts for the inner one alone. */
class PartClock {
  readonly parts: Map<string, number> = new Map();
  #inner = 0;

  time<T>(part: string, work: () => T): T {
    const outer = this.#inner;
    this.#inner = 0;
    const start = performance.now();
    const result = work();
    const spent = performance.now() - start;
    this.parts.set(part, (this.parts.get(part) ?? 0) + spent - this.#inner);
    this.#inner = outer + spent;
    return result;
  }

  clear(): void {
    this.parts.clear();
  }
}

function timed(game: Environment<Uint8Array>, clock: PartClock): Environment<Uint8Array> {
  return {
    observationSpace: game.observationSpace,
    actionSpace: game.actionSpace,
    reset: (options) => clock.time('game, through the bridge', () => game.reset(options)),
    step: (action) => clock.time('game, through the bridge', () => game.step(action)),
    close: () => game.close?.(),
  };
}
