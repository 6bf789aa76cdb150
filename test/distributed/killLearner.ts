/** A learner for the kill test: folder, address of Redis. Stops when the file `stop` is there. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from 'redis';
import { DQNAgent, mlp, prioritized, type ReplayBuffer, type State } from '../../src/index.ts';
import { redisLearner, RemoteExperience } from '../../src/distributed.ts';
import { openRun } from '../../src/node.ts';
import { missingOf, Numbered, stepsBy } from './numbered.ts';

const [, , folder = '', url = ''] = process.argv;
const client = createClient({ url });
client.on('error', () => undefined);
await client.connect();
const agent = new DQNAgent({
  environment: new Numbered(0),
  ...{ network: mlp({ hidden: [4] }), learningStarts: 200, seed: 1, nStep: 3 },
  replay: { capacity: 400_000, sampler: prioritized() },
  train: { replayRatio: 0.05 },
});
const experience = new RemoteExperience({
  agent,
  channel: redisLearner({ client, run: 'kill', maxBlocks: 400 }),
  blockSteps: 10,
});
const run = await openRun(join(folder, 'run'), {
  ...{ agent, environment: experience, environmentSteps: 350_000 },
  checkpoint: { everyEnvironmentSteps: 500 },
});
for await (const event of run) {
  if (event.type === 'warning') console.error(event.message);
  if (existsSync(join(folder, 'stop'))) run.stop('told to');
}
const replay = agent.replay as unknown as ReplayBuffer;
replay.checkValid();
const { storage } = replay.getState() as { storage: State };
const { observations } = storage as unknown as { observations: { data: Float32Array } };
const found = stepsBy(observations.data.subarray(0, 3 * replay.size));
const result = {
  steps: agent.environmentSteps,
  statistics: experience.statistics,
  actors: Array.from(found, ([who, steps]) => ({
    who,
    next: steps.length,
    missing: missingOf(steps),
  })),
};
writeFileSync(join(folder, 'result.json'), JSON.stringify(result));
await experience.finish();
client.destroy();
