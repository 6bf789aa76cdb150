import type { RgbaImage } from '../protocol/environment.ts';
import type { Observation } from '../spaces/space.ts';

/**
 * A picture of the environment that is trained in, and where it stood then.
 *
 * @category Workers
 */
export interface TrainingFrame {
  /** For `drawFrame(canvas, image)`; `null` where the environment has no `render`. */
  readonly image: RgbaImage | null;
  /** All steps the agent has observed. */
  readonly environmentSteps: number;
  /** The sum of rewards of the episode so far. */
  readonly episodeReturn: number;
  /** Steps of the episode so far. */
  readonly episodeLength: number;
  /** What the agent acts upon next. */
  readonly observation: Observation;
  /** Its value of each action in this state, if `qValues` was asked for; else `null`. */
  readonly qValues: Float32Array | null;
}

/**
 * Options of {@link RemoteTraining.frames}.
 *
 * @category Workers
 */
export interface FramesOptions {
  /**
   * The most frames a second, at least 0.001. Each takes the time from training that `render` takes. While
   * the page is behind, none is drawn.
   *
   * @default 30
   */
  readonly framesPerSecond?: number;
  /**
   * Whether each frame brings the Q values of its state.
   *
   * @default false
   */
  readonly qValues?: boolean;
  /** Takes a frame; the next one is sent when what it returns is settled. */
  readonly onFrame: (frame: TrainingFrame) => void | Promise<void>;
}
