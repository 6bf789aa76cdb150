import { OptionsError } from '../errors.ts';
import type { State } from '../state/state.ts';
import type { CheckpointWriter } from '../state/store.ts';
import { isShortList } from '../validation/lists.ts';
import { show } from '../validation/options.ts';
import type { Consumer } from './consumer.ts';
import { callAgain, EventStream } from './eventStream.ts';
import type { TrainingEvent } from './events.ts';
import type { Training } from './training.ts';

/**
 * A training whose events are handed to some consumers, one after the other, before the loop
 * that iterates it sees them. It is used as any training: iterate it, or call `finish()`.
 *
 * Each event is handed to all consumers before the training goes on. When it is over,
 * however it came to its end, each of them is closed.
 *
 * @param training - What {@link train} returned.
 * @param consumers - In the order in which they are told.
 * @throws {OptionsError} If `training` is none, or a consumer has no `on`.
 * @example
 * ```ts
 * import { consume, DQNAgent, patience, train } from 'deepq';
 * import { makeEnvironment } from 'deepq/environments';
 *
 * const environment = makeEnvironment('CartPole-v1');
 * const agent = new DQNAgent({ environment, learningStarts: 100, seed: 1 });
 * const evaluation = { everyEnvironmentSteps: 200, environment: makeEnvironment('CartPole-v1') };
 * const training = train(agent, environment, { environmentSteps: 1_000, evaluation });
 * const end = await consume(training, [
 *   patience({ evaluations: 3 }),
 *   { on: ({ type, environmentSteps }) => console.log(type, environmentSteps) },
 * ]).finish();
 * console.log(end.message); // why it was stopped, or null
 * agent.dispose();
 * ```
 * @category Training
 */
export function consume(training: Training, consumers: readonly Consumer[]): Training {
  requireTraining(training);
  if (!isShortList(consumers as readonly Consumer[] | undefined)) {
    throw new OptionsError(
      `consume(training, consumers) needs a list of consumers; received ${show(consumers)}.`,
    );
  }
  // Taken now: whoever changes the list later changes nothing of this training.
  const list: readonly Consumer[] = [...consumers];
  for (const [index, consumer] of list.entries()) {
    requireConsumer(index, consumer);
    const first = list.indexOf(consumer);
    if (first === index) continue;
    throw new OptionsError(
      `consume(training, consumers): consumers[${index}] is consumers[${first}] once more, which would get ` +
        'each event twice; leave it out, or make another one.',
    );
  }
  return new ConsumedTraining(training, list);
}

class ConsumedTraining extends EventStream implements Training {
  readonly #training: Training;
  readonly #consumers: readonly Consumer[];

  constructor(training: Training, consumers: readonly Consumer[]) {
    super(callAgain('train'));
    this.#training = training;
    this.#consumers = consumers;
  }

  override async return(): Promise<IteratorResult<TrainingEvent, void>> {
    const result = await super.return();
    // A generator that has not begun closes nothing.
    await this.#training.return();
    return result;
  }

  stop(message?: string): void {
    this.#training.stop(message);
  }

  getState(): Promise<State> {
    return this.#training.getState();
  }

  save(store: CheckpointWriter, more?: State): Promise<void> {
    return this.#training.save(store, more);
  }

  protected override async *run(): AsyncGenerator<TrainingEvent, void, void> {
    const training = this.#training;
    const consumers = this.#consumers;
    let hasFailed = false;
    try {
      for await (const event of training) {
        if (event.type === 'end') this.end = event;
        for (const consumer of consumers) {
          const pending = consumer.on(event, training);
          if (pending) await pending;
        }
        yield event;
      }
    } catch (error) {
      hasFailed = true;
      throw error;
    } finally {
      await closeAll(consumers, hasFailed);
    }
  }
}

/** @param hasFailed - Whether there is an error already, which no other may hide. */
async function closeAll(consumers: readonly Consumer[], hasFailed: boolean): Promise<void> {
  const errors: unknown[] = [];
  for (const consumer of consumers) {
    try {
      await consumer.close?.();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0 && !hasFailed) throw errors[0];
}

function requireTraining(training: unknown): void {
  const given = Object(training) as Partial<Record<keyof Training, unknown>>;
  const needed = ['next', 'return', 'getState', 'stop'] as const;
  if (needed.every((name) => typeof given[name] === 'function')) return;
  throw new OptionsError(
    'consume(training, consumers) needs what train(agent, environment, options) returns; received ' +
      `${show(training)}.`,
  );
}

function requireConsumer(index: number, consumer: unknown): void {
  const { on, close, getState, prepareState } = Object(consumer) as Partial<Consumer>;
  const others = { close, getState, prepareState };
  const odd = Object.entries(others).find(([, it]) => it !== undefined && typeof it !== 'function');
  if (odd) {
    throw new OptionsError(
      `consume(training, consumers): ${odd[0]} of consumers[${index}] must be a method, or left out; ` +
        `received ${show(odd[1])}.`,
    );
  }
  if (typeof on === 'function') return;
  const hint = typeof consumer === 'function' ? ' Write { on: (event) => … }.' : '';
  throw new OptionsError(
    `consume(training, consumers): consumers[${index}] must be an object with a method on(event); ` +
      `received ${show(consumer)}.${hint}`,
  );
}
