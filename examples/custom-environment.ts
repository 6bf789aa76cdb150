/**
 * An environment of one's own: a corridor with a prize at its right end. It
 * is checked against the rules, and trained in.
 *
 * Run it with `npx tsx examples/custom-environment.ts`.
 */
import {
  Box,
  checkEnvironment,
  Discrete,
  DQNAgent,
  evaluate,
  mlp,
  TimeLimit,
  train,
  type Environment,
} from 'deepq';

class Corridor implements Environment<Float32Array> {
  readonly observationSpace = new Box({ low: 0, high: 1, shape: [1] });
  readonly actionSpace = new Discrete(2); // left, right
  #position = 0;

  reset() {
    this.#position = 0;
    return { observation: Float32Array.of(0), info: {} };
  }

  step(action: number) {
    this.#position = Math.min(10, Math.max(0, this.#position + (action === 1 ? 1 : -1)));
    const terminated = this.#position === 10;
    const observation = Float32Array.of(this.#position / 10);
    return { observation, reward: terminated ? 1 : -0.01, terminated, truncated: false, info: {} };
  }
}

// Cut short, or a poor agent would wander for ever.
const makeCorridor = () => new TimeLimit(new Corridor(), { maxEpisodeSteps: 100 });
checkEnvironment(makeCorridor());
console.log('The corridor keeps the rules.');

const environment = makeCorridor();
const agent = new DQNAgent({
  environment,
  network: mlp({ hidden: [32] }),
  learningStarts: 200,
  targetUpdate: { everyUpdates: 100 },
});
const environmentSteps = process.env['DEEPQ_SHORT'] === '1' ? 500 : 5_000;
for await (const event of train(agent, environment, { environmentSteps })) {
  if (event.type === 'end') console.log(`${event.episodes} episodes, ${event.updates} updates`);
}
const { mean } = await evaluate(agent, makeCorridor(), { episodes: 5 });
console.log(`Greedy return ${mean.toFixed(2)}; the best there is, is 0.91.`);
agent.dispose();
