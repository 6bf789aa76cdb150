import type { BlockProblem } from './blocks/block.ts';
import { MAX_SESSIONS } from './sessions.ts';

/**
 * What has arrived at a learner so far, in this process.
 *
 * @category Distributed
 */
export interface ExperienceStatistics {
  /** Blocks that were learned from. */
  readonly blocks: number;
  /** Their steps. */
  readonly environmentSteps: number;
  /** Blocks that were dropped, by what was wrong with them. */
  readonly dropped: Readonly<Record<BlockProblem, number>>;
  /** Blocks that never came: the ones after them were there. */
  readonly missing: number;
  /** Sessions of actors that were forgotten, as 10,000 others were heard of since. */
  readonly forgotten: number;
  /** Blocks that have arrived and wait to be learned from. */
  readonly waiting: number;
  /** Versions that the weights of the last block were behind. */
  readonly versionLag: number;
  /** Seconds from when the last block was made to when it was learned from, by both clocks. */
  readonly secondsLag: number;
  /** The version of the weights that were published last. */
  readonly version: number;
  /** Samples that are owed to the rate; below 0 where sampling is ahead. */
  readonly samplesOwed: number;
  /** Seconds that the learner has waited for experience. */
  readonly waitedSeconds: number;
}

const REASONS: Readonly<Record<BlockProblem, string>> = {
  truncated: 'it is shorter than it says',
  damaged: 'its checksum is another',
  foreign: 'it is no block of deepq, or of another version',
  'other run': 'it is of another run',
  'other shape': 'it is of another environment',
  invalid: 'it holds what cannot be, such as NaN or an action that does not exist',
  stale: 'its weights are older than maxVersionLag allows',
  duplicate: 'it had been learned from before',
};

/** Counts what is dropped, and says it once for each reason. */
export class Drops {
  readonly counts: Record<BlockProblem, number> = {
    truncated: 0,
    damaged: 0,
    foreign: 0,
    'other run': 0,
    'other shape': 0,
    invalid: 0,
    stale: 0,
    duplicate: 0,
  };
  /** Blocks that never came. */
  missing = 0;
  /** Sessions of actors that were forgotten. */
  forgotten = 0;
  #warnings: string[] = [];

  drop(problem: BlockProblem, position: string): void {
    const isFirst = this.counts[problem]++ === 0;
    // Sending twice is how nothing is lost: no reason for a warning.
    if (!isFirst || problem === 'duplicate') return;
    this.#warnings.push(
      `The block ${position} was dropped: ${REASONS[problem]}. Others like it are counted in ` +
        `statistics.dropped['${problem}'], and not told again.`,
    );
  }

  miss(blocks: number, session: string): void {
    const isFirst = this.missing === 0;
    this.missing += blocks;
    if (!isFirst) return;
    this.#warnings.push(
      `${blocks} blocks of the actor ${session} never came, while later ones did; they are counted in ` +
        'statistics.missing. A server that lost data, or was trimmed by somebody else, does that.',
    );
  }

  forget(session: string): void {
    const isFirst = this.forgotten++ === 0;
    if (!isFirst) return;
    this.#warnings.push(
      `The session ${session} of an actor was forgotten, as ${MAX_SESSIONS} others were heard of since; if it ` +
        'is still there, it begins another one. Others are counted in statistics.forgotten. Actors that ' +
        'are started again and again do that: look at what they end with.',
    );
  }

  takeWarnings(): readonly string[] {
    if (this.#warnings.length === 0) return NONE;
    const taken = this.#warnings;
    this.#warnings = [];
    return taken;
  }
}

const NONE: readonly string[] = [];
