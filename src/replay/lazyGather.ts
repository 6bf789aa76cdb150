import type { SampledBatch } from './batch.ts';
import type { BatchColumns } from './batchCache.ts';
import type { StackedFrames } from './stackedFrames.ts';

/**
 * Fills a batch with observations, or makes one of it that gathers them only when they are
 * read: until the next transition is added. Brought by engines that keep frames
 * themselves, and called where a replay buffer keeps stacks of frames.
 *
 * @param columns - Filled but for the observations.
 * @returns The batch to be learned from.
 */
export type LazyGather = (columns: BatchColumns, stacks: StackedFrames) => SampledBatch;
