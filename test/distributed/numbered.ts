import { BlockWriter } from '../../src/distributed/blocks/blockWriter.ts';
import { Box, Discrete, type Environment, type StepResult } from '../../src/index.ts';

/**
 * Each step can be told from all others: an observation is who steps, how many steps it has taken,
 * and how many of them in this episode. Episodes end after 7 steps, every other one by a limit.
 */
export class Numbered implements Environment<Float32Array> {
  readonly observationSpace: Box = new Box({ low: 0, high: 1e9, shape: [3] });
  readonly actionSpace: Discrete = new Discrete(2);
  readonly #who: number;
  #steps = 0;
  #length = 0;
  #episodes = 0;

  /** @param who - A whole number below 2²⁴, which float32 holds. */
  constructor(who: number) {
    this.#who = who;
  }

  /** Steps that were taken. */
  get steps(): number {
    return this.#steps;
  }

  reset(): { observation: Float32Array; info: Record<string, never> } {
    this.#length = 0;
    return { observation: this.#observation(), info: {} };
  }

  step(): StepResult<Float32Array> {
    this.#steps++;
    this.#length++;
    const isEnd = this.#length === 7;
    if (isEnd) this.#episodes++;
    return {
      observation: this.#observation(),
      reward: 1,
      terminated: isEnd && this.#episodes % 2 === 0,
      truncated: isEnd && this.#episodes % 2 === 1,
      info: {},
    };
  }

  #observation(): Float32Array {
    return Float32Array.of(this.#who, this.#steps, this.#length);
  }
}

/** Who is found to have taken which steps, in order; throws where one is there twice. */
export function stepsBy(observations: ArrayLike<number>): Map<number, number[]> {
  const found = new Map<number, number[]>();
  for (let at = 0; at < observations.length; at += 3) {
    const who = observations[at] as number;
    const steps = found.get(who) ?? [];
    steps.push(observations[at + 1] as number);
    found.set(who, steps);
  }
  for (const [who, steps] of found) {
    steps.sort((one, other) => one - other);
    const twice = steps.find((step, index) => step === steps[index - 1]);
    if (twice !== undefined) throw new Error(`Step ${twice} of ${who} is there twice.`);
  }
  return found;
}

/** Steps that are missing before the last one that is there. */
export function missingOf(steps: readonly number[]): number[] {
  const there = new Set(steps);
  const last = steps.at(-1) ?? -1;
  return Array.from({ length: last + 1 }, (_, step) => step).filter((step) => !there.has(step));
}

/** The session of {@link numberedBlocks}. */
export const SESSION = 'fedcba9876543210';

/**
 * What makes the blocks of one actor, one after the other, all by the first weights.
 *
 * @param run - The run that they belong to.
 * @param steps - Of each block.
 */
export function numberedBlocks(run: string, steps: number): () => Uint8Array {
  const environment = new Numbered(1);
  const writer = new BlockWriter(environment, { run, session: SESSION, actor: 0 });
  let { observation } = environment.reset();
  let sequence = 0;
  return () => {
    for (let step = 0; step < steps; step++) {
      const { observation: nextObservation, reward } = environment.step();
      const ends = { terminated: false, truncated: false };
      writer.add({ observation, action: 0, reward, nextObservation, ...ends }, null);
      observation = nextObservation;
    }
    return writer.finish({ sequence: sequence++, version: 1, madeMs: 0, priorities: null });
  };
}
