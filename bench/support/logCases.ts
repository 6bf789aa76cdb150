import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import { makeEnvironment } from '../../src/environments/makeEnvironment.ts';
import { dataEfficientCnn } from '../../src/networks/knownCnns.ts';
import { presets } from '../../src/presets/presets.ts';
import type { Environment } from '../../src/protocol/environment.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { FrameStack } from '../../src/wrappers/frameStack.ts';

/** A training whose logs are measured. */
export interface LogCase {
  readonly name: string;
  /** Of a run. */
  readonly environmentSteps: number;
  readonly make: () => { readonly agent: DQNAgent; readonly environment: Environment };
}

/** CartPole with its preset. */
export function cartPoleCase(environmentSteps: number): LogCase {
  const preset = presets['CartPole-v1'];
  return {
    name: 'CartPole-v1, preset',
    environmentSteps,
    make: () => {
      const environment = preset.training(makeEnvironment('CartPole-v1'));
      return { environment, agent: new DQNAgent({ environment, ...preset.agent, seed: 1 }) };
    },
  };
}

/**
 * Stacks of frames as Atari's have them, with the smaller of the two known networks: with the
 * larger one, logs are a smaller part of the time.
 */
export function framesCase(environmentSteps: number): LogCase {
  return {
    name: '84×84×4 frames, data-efficient CNN, an update every 4 steps',
    environmentSteps,
    make: () => {
      const environment = new FrameStack(noisyFrames(), { frames: 4 });
      const agent = new DQNAgent({
        ...{ environment, network: dataEfficientCnn(), seed: 1 },
        ...{ replay: { capacity: 10_000, frames: 4 }, batchSize: 32 },
        ...{ train: { everyEnvironmentSteps: 4, updates: 1 }, learningStarts: 200 },
      });
      return { environment, agent };
    },
  };
}

/** Steps of an episode. */
const EPISODE = 250;
const SIDE = 84;

/** Frames with a little square that moves: as cheap as can be, so that logs weigh the more. */
function noisyFrames(): Environment<Uint8Array> {
  const random = createRandom(1);
  let steps = 0;
  const draw = (): Uint8Array => {
    const frame = new Uint8Array(SIDE * SIDE);
    const start = random.integer(SIDE * (SIDE - 8));
    for (let row = 0; row < 8; row++) frame.fill(255, start + row * SIDE, start + row * SIDE + 8);
    return frame;
  };
  return {
    observationSpace: new Box({ low: 0, high: 255, shape: [SIDE, SIDE], dtype: 'uint8' }),
    actionSpace: new Discrete(6),
    reset() {
      steps = 0;
      return { observation: draw(), info: {} };
    },
    step(action) {
      steps += 1;
      const reward = action === 0 ? 1 : 0;
      return { observation: draw(), reward, ...ending(steps), info: {} };
    },
  };
}

function ending(steps: number): { readonly terminated: boolean; readonly truncated: boolean } {
  return { terminated: steps === EPISODE, truncated: false };
}
