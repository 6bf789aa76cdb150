import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import type { EngineFactory } from '../../src/engines/engine.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { frameLoop } from './frameLoop.ts';
import { pixels } from './transitions.ts';

/** Steps before the clock runs: learning starts among them, and shaders are compiled. */
const START = 600;

/**
 * Environment steps a second of a whole loop of the Nature CNN on made-up frames, by the settings
 * of `npm run bench -- frames`: batch 32, an update every fourth step, half of the actions
 * the network's. A game and its preprocessing take their time beside it.
 */
export async function loopOnFrames(engine: EngineFactory, steps: number): Promise<number> {
  const source = pixels(1);
  const environment = { observationSpace: source.space, actionSpace: new Discrete(4) };
  // Frames are made before, since drawing them takes longer than a game does.
  const recorded = Array.from({ length: 400 }, () => source.next()[0]);
  const agent = new DQNAgent({
    ...frameLoop,
    environment,
    engine,
  });
  const takeSteps = async (from: number, to: number): Promise<void> => {
    for (let step = from; step < to; step++) {
      const transition = recorded[step % recorded.length]!;
      const action = agent.act(transition.observation);
      agent.observe({ ...transition, action });
      while (agent.updatesDue > 0) {
        if (agent.network.reads === 'sync') agent.learn();
        else await agent.learnAsync();
      }
    }
    // What is on its way counts.
    await agent.network.qValuesAsync(recorded[0]!.observation);
  };
  await takeSteps(0, START);
  const start = performance.now();
  await takeSteps(START, START + steps);
  const seconds = (performance.now() - start) / 1000;
  agent.dispose();
  return steps / seconds;
}
