import { rejectUnknownOptions, requireBoolean } from '../validation/options.ts';

/**
 * Which parts of an agent a checkpoint holds, or is to be used.
 *
 * @category Agents
 */
export interface CheckpointParts {
  /**
   * Whether the replay buffer is included. With it training goes on as if it
   * had never stopped; without it the file is small, and enough to act.
   *
   * @default true
   */
  readonly replay?: boolean;
}

/** @throws {OptionsError} If a part is unknown. */
export function resolveParts(parts: CheckpointParts): Required<CheckpointParts> {
  rejectUnknownOptions('A checkpoint', parts, ['replay'], {}, '{ replay: false }');
  return { replay: requireBoolean('replay', parts.replay ?? true) };
}
