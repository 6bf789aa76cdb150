import type { DQNAgent, Environment, StepResult, Transition } from 'deepq';

/** What happened in one step of {@link playSteps}, after its updates. */
export interface PlayedStep {
  readonly transition: Transition;
  readonly result: StepResult;
  /** How many updates fell due. */
  readonly updates: number;
  /** Whether the weights of the target network are now other ones than before the step. */
  readonly targetMoved: boolean;
  /** Whether they were those of the online network before the updates of the step. */
  readonly targetCopied: boolean;
}

/** An agent learns step by step, and its weights are looked at between all of them. */
export async function playSteps(
  agent: DQNAgent,
  environment: Environment,
  steps: number,
): Promise<PlayedStep[]> {
  const played: PlayedStep[] = [];
  let { observation } = environment.reset({ seed: 1 });
  for (let step = 0; step < steps; step++) {
    const action = agent.act(observation);
    const result = environment.step(action);
    const { observation: nextObservation, reward, terminated, truncated } = result;
    const transition = { observation, action, reward, nextObservation, terminated, truncated };
    const target = await bytesOf(agent, 'target');
    agent.observe(transition);
    const targetCopied = (await bytesOf(agent, 'target')) === (await bytesOf(agent, 'online'));
    const updates = agent.updatesDue;
    while (agent.updatesDue > 0) agent.learn();
    const targetMoved = (await bytesOf(agent, 'target')) !== target;
    played.push({ transition, result, updates, targetMoved, targetCopied });
    observation = terminated || truncated ? environment.reset().observation : nextObservation;
  }
  return played;
}

/** All weights in one string, which `===` compares fast. */
async function bytesOf(agent: DQNAgent, weights: 'online' | 'target'): Promise<string> {
  const arrays = Object.values(await agent.network.getWeights(weights)).map(({ data }) =>
    Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('latin1'),
  );
  return arrays.join('');
}
