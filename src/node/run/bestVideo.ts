import { encodeApng } from '../../pictures/video/encodeApng.ts';
import { FrameStore } from '../../pictures/video/frameStore.ts';
import type {
  AsyncEnvironment,
  Environment,
  RgbaImage,
  StepResult,
} from '../../protocol/environment.ts';
import { isPromise } from '../../protocol/isPromise.ts';
import { createTurnTaker } from '../../protocol/turnTaker.ts';
import { replaceState, saveState } from '../../training/stateOf.ts';
import type { PlayedActions } from './actionTape.ts';

/** The most pictures of a video, 10 seconds; of a longer episode every second, third or later step is shown. */
const MOST_FRAMES = 300;
/** The most bytes of a video; base64 makes a third more of them. */
const MOST_BYTES = 3 * 2 ** 20;

/** A video of a run's best episode. */
export interface BestVideo {
  /** An animated PNG. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** One of this many steps is shown. */
  readonly everySteps: number;
}

/**
 * Plays the best episode again and draws it. The environment is then as it was.
 *
 * @param mostBytes - Pictures are left out until the file is as small as that.
 * @returns In words, why there is no video, where there is none.
 */
export async function makeBestVideo(
  environment: Environment | AsyncEnvironment,
  played: PlayedActions,
  signal: AbortSignal,
  mostBytes: number = MOST_BYTES,
): Promise<BestVideo | string> {
  const before = saveState(environment);
  try {
    return await draw(environment, played, signal, mostBytes);
  } finally {
    if (before) replaceState(environment, before);
  }
}

async function draw(
  environment: Environment | AsyncEnvironment,
  played: PlayedActions,
  signal: AbortSignal,
  mostBytes: number,
): Promise<BestVideo | string> {
  const steps = played.lengths.at(-1) as number;
  let everySteps = Math.ceil(steps / MOST_FRAMES);
  const found = await playAgain(environment, played, everySteps, signal);
  if (typeof found === 'string') return found;
  let frames = found;
  while (!signal.aborted) {
    const bytes = await encodeApng(frames);
    if (bytes.length <= mostBytes) return { bytes, everySteps };
    if (frames.length <= 2) return 'its pictures are too large';
    frames = new FrameStore(everySecond(frames));
    everySteps *= 2;
  }
  return 'the run was stopped';
}

/** The pictures of the best episode, or why there are none. */
async function playAgain(
  environment: Environment | AsyncEnvironment,
  { seed, lengths, actions, return: expected }: PlayedActions,
  everySteps: number,
  signal: AbortSignal,
): Promise<FrameStore | string> {
  if (!canDraw(environment)) return 'the environment draws nothing';
  const frames = new FrameStore();
  const turns = createTurnTaker();
  let next = 0;
  try {
    for (const [episode, length] of lengths.entries()) {
      const isBest = episode === lengths.length - 1;
      const first = environment.reset(episode === 0 && seed !== null ? { seed } : {});
      if (isPromise(first)) await first;
      if (isBest) frames.add(await environment.render());
      let total = 0;
      for (let step = 1; step <= length; step++) {
        const pending = environment.step(actions[next++] as number);
        const result: StepResult = isPromise(pending) ? await pending : pending;
        total += result.reward;
        const isOver = result.terminated || result.truncated;
        if (isOver && step < length) return NOT_THE_SAME;
        if (isBest && (step % everySteps === 0 || step === length)) {
          frames.add(await environment.render());
        }
        if (turns.isDue()) await turns.give();
        if (signal.aborted) return 'the run was stopped';
      }
      if (isBest && total !== expected) return NOT_THE_SAME;
    }
  } finally {
    turns.close();
  }
  return frames;
}

/** Whether an environment has pictures, be they there at once or later. */
export function canDraw<E extends object>(
  environment: E,
): environment is E & { render(): RgbaImage | Promise<RgbaImage> } {
  return typeof (environment as { readonly render?: unknown }).render === 'function';
}

const NOT_THE_SAME =
  'the environment does not play the same episode from the same seed and actions again';

/** Every second frame, and the last one. */
function* everySecond(frames: FrameStore): Generator<RgbaImage> {
  let index = 0;
  for (const frame of frames) {
    if (index % 2 === 0 || index === frames.length - 1) yield frame;
    index++;
  }
}
