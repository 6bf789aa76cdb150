import { UsageError } from '../errors.ts';

/** The experience was closed under a training. */
export function closedTooEarly(): UsageError {
  return new UsageError(
    'The RemoteExperience was closed while a training still takes its steps from it. Stop the training ' +
      'first, then close it.',
  );
}

/** Actors wait until a checkpoint makes room, and nobody writes one. */
export function neverSaved(seconds: number): UsageError {
  return new UsageError(
    `For ${seconds} s nothing has come, and about as many blocks as the channel holds wait for a ` +
      "checkpoint that has them: until then actors may not send more. Give train 'checkpoint', call " +
      "training.save in time, or make the RemoteExperience with acknowledge: 'applied', which loses " +
      'more where the learner is killed.',
  );
}
