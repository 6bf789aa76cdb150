import { CheckpointError } from '../errors.ts';

/**
 * A part is of a kind that nobody said how to make: told apart from other faults of a checkpoint
 * by commands, which know another remedy.
 */
export class UnknownKindError extends CheckpointError {
  /** Which part it is, such as `'replay.sampler'`. */
  readonly part: string;
  readonly kind: string;

  /** @param known - The kinds that can be made. */
  constructor(part: string, kind: string, known: readonly string[]) {
    super(
      `The agent's ${part} is of the kind '${kind}', which restoreAgent was not told how to make: it ` +
        `knows ${known.join(', ')}. Pass the function that makes it, as in ` +
        `restoreAgent(store, { parts: { ${kind}: … } }).`,
    );
    this.part = part;
    this.kind = kind;
  }
}
