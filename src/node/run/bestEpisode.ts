import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { DeepQError } from '../../errors.ts';
import type { AsyncEnvironment, Environment } from '../../protocol/environment.ts';
import type { State } from '../../state/state.ts';
import type { EvaluationEvent } from '../../training/events.ts';
import { messageOf, show } from '../../validation/show.ts';
import { explain } from '../fileErrors.ts';
import { makeFolder } from '../filePaths.ts';
import { replaceFile } from '../replaceFile.ts';
import { ActionTape, readActions, saveActions, type PlayedActions } from './actionTape.ts';
import { canDraw, makeBestVideo } from './bestVideo.ts';

/** How long the video may take, in milliseconds. */
const MOST_MS = 120_000;

/** The best episode of a run, as its report shows it. */
export interface ShownEpisode {
  /** When its evaluation was, in environment steps of the agent. */
  readonly environmentSteps: number;
  readonly return: number;
  readonly length: number;
  /** Its video, or why there is none. */
  readonly video: { readonly bytes: Uint8Array; readonly everySteps: number } | string;
}

/** Keeps what the best episode of all evaluations was, and makes a video of it in the end. */
export class BestEpisode {
  /** What evaluations are to be played in. */
  readonly environment: Environment | AsyncEnvironment;
  readonly #inside: Environment | AsyncEnvironment;
  readonly #tape: ActionTape;
  #best: PlayedActions | null;

  /**
   * @param inside - What evaluations were to be played in.
   * @param from - What `getState` gave; `null` for nothing yet.
   * @throws {CheckpointError} If it makes no sense.
   */
  constructor(inside: Environment | AsyncEnvironment, from: State | null) {
    this.#inside = inside;
    this.#tape = new ActionTape(inside);
    this.environment = this.#tape.environment;
    this.#best = from && readActions(from);
  }

  /** Takes the evaluation that was played last, which is the best so far. */
  take(event: EvaluationEvent): void {
    this.#best = canDraw(this.#inside) ? this.#tape.best(event) : null;
  }

  getState(): State | null {
    return saveActions(this.#best);
  }

  /**
   * Makes the video, `videos/best.png` in the folder of the run, or removes one that is no
   * longer true.
   *
   * @param signal - Gives it up.
   * @param mostMs - How long it may take, in milliseconds.
   * @returns `null` where there is no episode to show.
   * @throws {DeepQError} If it cannot be written.
   */
  async film(
    folder: string,
    signal: AbortSignal,
    mostMs: number = MOST_MS,
  ): Promise<ShownEpisode | null> {
    const best = this.#best;
    const video = best && (await this.#draw(best, signal, mostMs));
    await writeVideo(folder, video === null || typeof video === 'string' ? null : video.bytes);
    if (best === null || video === null) return null;
    const { environmentSteps, return: total, lengths } = best;
    return { environmentSteps, return: total, length: lengths.at(-1) as number, video };
  }

  /** A video, or why there is none: the run itself is not to fail for it. */
  async #draw(
    best: PlayedActions,
    signal: AbortSignal,
    mostMs: number,
  ): Promise<ShownEpisode['video']> {
    // The environment is somebody else's: a picture that never comes must not hold the run up.
    const late = new AbortController();
    const waited = wait(mostMs, `it was not drawn within ${mostMs / 1000} s`, {
      signal: late.signal,
    });
    try {
      const either = AbortSignal.any([signal, late.signal]);
      return await Promise.race([makeBestVideo(this.#inside, best, either), waited]);
    } catch (cause) {
      return `it could not be drawn: ${(messageOf(cause) ?? show(cause)).replace(/\.$/, '')}`;
    } finally {
      late.abort();
      waited.catch(() => undefined);
    }
  }
}

/**
 * Removes the video of an earlier call.
 *
 * @throws {DeepQError} If it cannot be.
 */
export async function removeVideo(folder: string): Promise<void> {
  await writeVideo(folder, null);
}

/** Writes `videos/best.png`, or removes it. */
async function writeVideo(folder: string, bytes: Uint8Array | null): Promise<void> {
  const path = join(folder, 'videos', 'best.png');
  try {
    if (bytes === null) rmSync(path, { force: true });
    else {
      makeFolder(join(folder, 'videos'));
      await replaceFile(path, bytes);
    }
  } catch (cause) {
    throw new DeepQError(`${path} could not be written: ${explain(cause)}.`, { cause });
  }
}
