import { checkResetOptions } from '../../protocol/checkResetOptions.ts';
import type {
  Info,
  ResetOptions,
  ResetResult,
  RgbaImage,
  StepResult,
} from '../../protocol/environment.ts';
import { NO_INFO } from '../../environments/parts/episode.ts';
import { UsageError, ValueError } from '../../errors.ts';
import type { Observation } from '../../spaces/space.ts';
import { requireSeed, show } from '../../validation/options.ts';
import { OPERATIONS, readFacts, writeRequest, type Reply } from './protocol.ts';
import { callError } from './pythonErrors.ts';
import type { MadeEnvironment } from './spaces.ts';

/**
 * Where an environment in Python is in its episode: what may be asked of it,
 * and what its replies mean. It sends nothing by itself.
 */
export class Session<O extends Observation> {
  readonly #name: string;
  readonly #id: string;
  readonly #made: MadeEnvironment;
  #hasReset = false;
  #running = false;

  /** @param name - The name of the class, for messages. */
  constructor(name: string, id: string, made: MadeEnvironment) {
    this.#name = name;
    this.#id = id;
    this.#made = made;
  }

  /** The request for a reset. */
  reset(options: ResetOptions): Uint8Array<ArrayBuffer> {
    checkResetOptions(this.#name, options);
    if (options.seed === undefined) return writeRequest(OPERATIONS.reset);
    return writeRequest(OPERATIONS.reset, { seed: requireSeed(options.seed) });
  }

  /** What a reset came to. */
  wasReset(reply: Reply): ResetResult<O> {
    this.#running = false;
    if (reply.failed) throw callError(`${this.#name}.reset()`, this.#id, reply);
    this.#hasReset = true;
    this.#running = true;
    return { observation: this.#readObservation(reply), info: readInfo(reply.facts) };
  }

  /** Throws unless a step may be taken now. */
  checkStep(action: number): void {
    const { actionSpace } = this.#made;
    if (!actionSpace.contains(action)) {
      throw new ValueError(
        `${this.#name}.step(action) needs a whole number from 0 to ${actionSpace.n - 1}; received ` +
          `${show(action)}.`,
      );
    }
    if (this.#running) return;
    throw new UsageError(
      `${this.#name}.step() needs a running episode, but ` +
        `${this.#hasReset ? 'the last one has ended' : 'none was started'}; call reset() first.`,
    );
  }

  /** What a step came to. */
  hasStepped(action: number, reply: Reply): StepResult<O> {
    this.#running = false;
    if (reply.failed) throw callError(`${this.#name}.step(${action})`, this.#id, reply);
    const { reward, terminated, truncated } = reply;
    this.#running = !terminated && !truncated;
    const observation = this.#readObservation(reply);
    return { observation, reward, terminated, truncated, info: readInfo(reply.facts) };
  }

  /** The request for a picture. */
  render(): Uint8Array<ArrayBuffer> {
    if (this.#hasReset) return writeRequest(OPERATIONS.render);
    throw new UsageError(`${this.#name}.render() needs a world to draw; call reset() first.`);
  }

  /** The picture. */
  wasRendered(reply: Reply): RgbaImage {
    if (reply.failed) throw callError(`${this.#name}.render()`, this.#id, reply);
    const { width, height } = readFacts(reply.facts) as { width: number; height: number };
    return { width, height, data: new Uint8ClampedArray(reply.data.buffer) };
  }

  #readObservation({ data }: Reply): O {
    const space = this.#made.observationSpace;
    // The caller says which of the three it is, as `O`.
    if (space.kind === 'discrete') return new Int32Array(data.buffer)[0] as O;
    return (space.dtype === 'uint8' ? data : new Float32Array(data.buffer)) as O;
  }
}

function readInfo(facts: string): Info {
  if (facts === '') return NO_INFO;
  const info = readFacts(facts) as Record<string, unknown>;
  const mask = info['actionMask'];
  if (Array.isArray(mask)) info['actionMask'] = Uint8Array.from(mask as number[]);
  return info;
}
