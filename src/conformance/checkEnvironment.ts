import { EnvironmentError } from '../errors.ts';
import { createRandom } from '../random/createRandom.ts';
import { occupy } from '../training/inUse.ts';
import type { Random } from '../random/random.ts';
import { rejectUnknownOptions, requireInteger, requireSeed } from '../validation/options.ts';
import { checkRendering } from './checkRendering.ts';
import { checkMembers } from './checkSpaces.ts';
import { compareRuns, runSteps } from './compareRuns.ts';
import { hasMethod, WatchedEnvironment } from './watchedEnvironment.ts';
import type { Environment } from '../protocol/environment.ts';

/**
 * What {@link checkEnvironment} takes.
 *
 * @category Environments
 */
export interface CheckEnvironmentOptions {
  /**
   * How many steps each run of the check takes: a whole number from 1 to 1,000,000.
   * A copy of every observation of two runs is kept: take fewer for large
   * images.
   *
   * @default 1000
   */
  readonly steps?: number;
  /**
   * Decides the actions, and is the seed that the environment is reset with: a
   * whole number from 0 to 2³² − 1.
   *
   * @default 0
   */
  readonly seed?: number;
}

/** How often a reset is tried before its episodes are said to be over at once. */
const RESTARTS = 32;
/** How many actions are tried after the end of an episode. */
const ACTIONS_AFTER_END = 16;
/** How many steps are compared after a state was put back. */
const RESUMED_STEPS = 100;

/**
 * Checks that an environment keeps the rules of {@link Environment}, by
 * taking random actions in it, of those that it allows. Run it in the tests of
 * your own environments.
 *
 * It throws at the first of these rules that is broken:
 *
 * - `observationSpace` is a `Box` or a `Discrete`, `actionSpace` a `Discrete`;
 *   `reset` and `step` are functions.
 * - They return objects, not promises, with every member, of the right type:
 *   an observation of the space's type, length and bounds, without NaN; a
 *   finite reward that float32 can hold; booleans; an `info` object. They do not throw while an
 *   episode is running.
 * - `info.actionMask`, where there is one, has an element for each action, and
 *   allows at least one unless the episode terminated; there is none under
 *   another name, such as `action_mask`.
 * - Every observation is a new array, and is not written to afterwards.
 * - A step after the end of an episode throws, or ends again: the world does
 *   not go on. (Not tried where the last step reported a mask.)
 * - `reset` then starts a new episode, which is not over at once (unless the
 *   very first episode was).
 * - The same seed and actions lead to the same observations, rewards and
 *   endings, over `steps` steps and as many episodes as they hold.
 * - If it has `getState` and `setState`, the state can be saved in a
 *   checkpoint, and it continues exactly where the state was taken.
 * - If it has `render`, that returns a new picture at every call, all of one
 *   size, the same one for the same world, and changes nothing.
 *
 * The rules on endings are checked only if random actions end an episode
 * within `steps` steps. Not checked: a step before the first `reset`, an
 * action outside the space or one that the mask rules out (all ought to throw),
 * and what else is in `info`.
 *
 * Afterwards the environment is in the middle of some episode, and not closed.
 *
 * @throws {EnvironmentError} If a rule is broken: the message says which, what
 *   is required, what was received and how to fix it.
 * @throws {OptionsError} If an option is unknown or out of range.
 * @throws {UsageError} If a training or an evaluation is at work with the environment.
 * @example
 * ```ts
 * import { Box, checkEnvironment, createRandom, Discrete, type Environment } from 'deepq';
 *
 * class Corridor implements Environment<Float32Array> {
 *   readonly observationSpace = new Box({ low: [0], high: [9] });
 *   readonly actionSpace = new Discrete(2);
 *   private random = createRandom(0);
 *   private position = 9;
 *   reset({ seed }: { seed?: number } = {}) {
 *     if (seed !== undefined) this.random = createRandom(seed);
 *     this.position = this.random.integer(5);
 *     return { observation: Float32Array.of(this.position), info: {} };
 *   }
 *   step(action: number) {
 *     if (this.position === 9) throw new Error('Call reset() first.');
 *     this.position = Math.max(0, this.position + (action === 1 ? 1 : -1));
 *     const terminated = this.position === 9;
 *     const observation = Float32Array.of(this.position);
 *     return { observation, reward: terminated ? 1 : 0, terminated, truncated: false, info: {} };
 *   }
 * }
 *
 * checkEnvironment(new Corridor()); // throws if a rule is broken
 * ```
 * @category Environments
 */
export function checkEnvironment(
  environment: Environment,
  options: CheckEnvironmentOptions = {},
): void {
  rejectUnknownOptions(
    'checkEnvironment',
    options,
    ['steps', 'seed'],
    {},
    'checkEnvironment(environment, { steps: 1000 })',
  );
  const steps = requireInteger('checkEnvironment steps', options.steps ?? 1000, {
    min: 1,
    max: 1_000_000,
  });
  const seed = requireSeed(options.seed ?? 0, 'checkEnvironment seed');
  checkMembers(environment);
  const release = occupy('checkEnvironment', { environment });
  try {
    checkRules(environment, steps, seed);
  } finally {
    release();
  }
}

function checkRules(environment: Environment, steps: number, seed: number): void {
  const watched = new WatchedEnvironment(environment);
  const resumable = watched.resumable;
  const renders = hasMethod(environment, 'render');
  const actions = (): Random => createRandom(seed).fork('checkEnvironment');
  checkEnding(watched, steps, seed, actions());
  checkDeterminism(watched, steps, seed, actions);
  if (resumable) checkResuming(watched, Math.min(steps, RESUMED_STEPS), seed, actions());
  if (renders) checkRendering(environment, watched, steps, seed, actions);
}

/** Plays the first episode, pokes at its end, and starts the next one. */
function checkEnding(
  environment: WatchedEnvironment,
  steps: number,
  seed: number,
  random: Random,
): void {
  environment.reset(seed);
  let episodeSteps = 0;
  while (environment.isRunning() && episodeSteps < steps) {
    environment.step(environment.draw(random));
    episodeSteps++;
  }
  if (environment.isRunning()) return;
  // With a mask it is said which actions may be taken: callers take no other ones.
  const tried = environment.isMasked() ? 0 : Math.min(environment.actions, ACTIONS_AFTER_END);
  for (let action = 0; action < tried; action++) {
    environment.stepAfterEnd(action);
  }
  // Where episodes take one step, nothing tells a new one from an old one.
  if (episodeSteps === 1) return;
  for (let attempt = 0; attempt < RESTARTS; attempt++) {
    environment.reset();
    environment.step(environment.draw(random));
    if (environment.isRunning()) return;
  }
  throw new EnvironmentError(
    `reset() did not start a new episode: after the first episode, of ${episodeSteps} steps, ` +
      `${RESTARTS} resets in a row were followed by a first step that was terminated or truncated ` +
      'already. reset() must put back everything that the last episode changed, its end included.',
  );
}

function checkDeterminism(
  environment: WatchedEnvironment,
  steps: number,
  seed: number,
  actions: () => Random,
): void {
  const run = () => [environment.reset(seed), ...runSteps(environment, steps, actions())];
  compareRuns(
    run(),
    run(),
    `two runs with the same seed and actions must be the same, but were not`,
    'Draw every random number from one generator, and let reset({ seed }) start it anew ' +
      '(createRandom(seed); never Math.random()); let reset() put back everything else.',
  );
}

function checkResuming(
  environment: WatchedEnvironment,
  steps: number,
  seed: number,
  random: Random,
): void {
  environment.reset(seed);
  runSteps(environment, Math.ceil(steps / 4), random);
  // At the start or the end of an episode, reset() alone might put things right.
  for (let tries = 0; tries < RESTARTS && !environment.isUnderWay(); tries++) {
    runSteps(environment, 1, random);
  }
  const saved = environment.getState();
  const draws = random.getState();
  const first = runSteps(environment, steps, random);
  const resume = (loaded: boolean): void => {
    environment.setState(saved, { loaded });
    random.setState(draws);
    compareRuns(
      first,
      runSteps(environment, steps, random),
      'after setState(state) everything must go on as it did after getState(), but it did not',
      'Let getState() return copies of everything that later steps depend on, the random stream ' +
        'and whether an episode is running included, and setState() put all of it back.',
    );
  };
  resume(false);
  // Those steps may have led to the very state that was saved; a new episode has not.
  environment.reset();
  resume(true);
}
