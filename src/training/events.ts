import type { Exploration } from '../policies/policy.ts';
import type { NetworkReset } from '../qnetwork/networkReset.ts';

/**
 * Steps taken since the last event of this kind. Sent whenever the loop gives
 * the event loop a turn: up to about 60 times a second. Or, with the option `report` of
 * `train`, every so many steps.
 *
 * @category Training
 */
export interface StepsEvent {
  /** Tells the events apart. */
  readonly type: 'steps';
  /** Steps taken since the last event of this kind. */
  readonly count: number;
  /** Wall time since the last event of this kind, without pauses between two events. */
  readonly seconds: number;
  /** All steps the agent has observed. */
  readonly environmentSteps: number;
  /** The exploration parameter, such as `{ name: 'epsilon', value: 0.1 }`. */
  readonly exploration: Exploration | null;
}

/**
 * An episode ended.
 *
 * @category Training
 */
export interface EpisodeEvent {
  /** Tells the events apart. */
  readonly type: 'episode';
  /** Counted from 1 in each run: a call of `train`, with all that go on from its state. */
  readonly episode: number;
  /** The sum of rewards, not discounted. */
  readonly return: number;
  /** Steps in the episode. */
  readonly length: number;
  /** Whether the task itself ended. */
  readonly terminated: boolean;
  /** Whether the episode was cut short, such as by a time limit. */
  readonly truncated: boolean;
  /** All steps the agent has observed. */
  readonly environmentSteps: number;
}

/**
 * Network updates made since the last event of this kind.
 *
 * @category Training
 */
export interface UpdatesEvent {
  /** Tells the events apart. */
  readonly type: 'updates';
  /** Updates since the last event of this kind. */
  readonly count: number;
  /** All updates the agent has made. */
  readonly updates: number;
  /** Mean loss over these updates. */
  readonly loss: number;
  /** Mean of Q(s, a) over the batches of these updates. */
  readonly meanQ: number;
  /** What the last of these updates stepped by; null where the agent does not tell. */
  readonly learningRate: number | null;
  /**
   * Mean norm of the gradients of these updates, before clipping; null where the agent
   * does not tell, or none has arrived from its device.
   */
  readonly gradientNorm: number | null;
  /** All steps the agent has observed. */
  readonly environmentSteps: number;
}

/**
 * What a run of evaluation episodes came to.
 *
 * @category Training
 */
export interface Evaluation {
  /** The return of every episode, in order. */
  readonly returns: readonly number[];
  /** The length of every episode, in order. */
  readonly lengths: readonly number[];
  /** Mean of the returns. */
  readonly mean: number;
  /** Standard deviation of the returns (over n). */
  readonly standardDeviation: number;
  /** The lowest return. */
  readonly min: number;
  /** The highest return. */
  readonly max: number;
  /** How many of the episodes were cut off, as they had not ended after `maxEpisodeSteps`. */
  readonly unfinished: number;
  /** What to do about episodes that were cut off; `null` where none was. */
  readonly warning: string | null;
}

/**
 * An evaluation in the middle of training.
 *
 * @category Training
 */
export interface EvaluationEvent {
  /** Tells the events apart. */
  readonly type: 'evaluation';
  /** Returns and lengths of the episodes. */
  readonly evaluation: Evaluation;
  /** All steps the agent has observed. */
  readonly environmentSteps: number;
  /** All updates the agent has made; only in {@link trainOffline}. */
  readonly updates?: number;
}

/**
 * Something about the training looks wrong, and goes on. Each kind is told once in
 * a run.
 *
 * @category Training
 */
export interface WarningEvent {
  /** Tells the events apart. */
  readonly type: 'warning';
  /**
   * Which kind it is: TD errors of more than 25 on average, as of rewards that are too large; or
   * something about the experience that arrives from actors elsewhere, such as blocks of steps
   * that were dropped.
   */
  readonly warning: 'large TD errors' | 'experience';
  /** What is wrong and what to do, for people. */
  readonly message: string;
  /** All steps the agent has observed. */
  readonly environmentSteps: number;
  /** All updates the agent has made. */
  readonly updates: number;
}

/**
 * The network, or a part of it, was made anew: by the option `resets` or `dormant` of the
 * agent. It comes before the `episode` event of the step that updates were due after; but where a
 * training is aborted in that step, the updates are made when it goes on, and tell of it then.
 *
 * @category Training
 */
export interface ResetEvent extends NetworkReset {
  /** Tells the events apart. */
  readonly type: 'reset';
  /** All steps the agent has observed. */
  readonly environmentSteps: number;
  /** All updates the agent has made. */
  readonly updates: number;
}

/**
 * A checkpoint was written.
 *
 * @category Training
 */
export interface CheckpointEvent {
  /** Tells the events apart. */
  readonly type: 'checkpoint';
  /** All steps the agent has observed. */
  readonly environmentSteps: number;
  /** All updates the agent has made; only in {@link trainOffline}. */
  readonly updates?: number;
}

/**
 * Training is over; always the last event.
 *
 * @category Training
 */
export interface EndEvent {
  /** Tells the events apart. */
  readonly type: 'end';
  /** `'aborted'` if the signal stopped it, `'stopped'` if `training.stop()` did. */
  readonly reason: 'completed' | 'aborted' | 'stopped';
  /** What `training.stop(message)` was given: why it was stopped; `null` if it was not. */
  readonly message: string | null;
  /** Episodes that ended in this run. */
  readonly episodes: number;
  /** All steps the agent has observed. */
  readonly environmentSteps: number;
  /** All updates the agent has made. */
  readonly updates: number;
  /** Wall time of this call of `train`, without pauses between two events. */
  readonly seconds: number;
  /**
   * Why no update was made in this call, in words; `null` where some were, or the
   * agent is not meant to learn by itself.
   */
  readonly nothingLearned: string | null;
}

/**
 * Everything that `train` reports; {@link trainOffline} has neither steps nor episodes.
 *
 * @category Training
 */
export type TrainingEvent =
  | StepsEvent
  | EpisodeEvent
  | UpdatesEvent
  | EvaluationEvent
  | CheckpointEvent
  | ResetEvent
  | WarningEvent
  | EndEvent;
