/** An actor for the kill test: folder, address of Redis, who it is. Writes down what it has sent. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createClient } from 'redis';
import type { AsyncEnvironment, StepResult } from '../../src/index.ts';
import { redisActor, runActor, type ActorChannel } from '../../src/distributed.ts';
import { AT } from '../../src/distributed/blocks/format.ts';
import { Numbered } from './numbered.ts';

const [, , folder = '', url = '', who = ''] = process.argv;
const client = createClient({ url });
client.on('error', () => undefined);
await client.connect();

const inner = new Numbered(Number(who));
const environment: AsyncEnvironment<Float32Array> = {
  observationSpace: inner.observationSpace,
  actionSpace: inner.actionSpace,
  reset: () => Promise.resolve(inner.reset()),
  async step(): Promise<StepResult<Float32Array>> {
    await wait(1);
    return inner.step();
  },
};

const channel = redisActor({ client, run: 'kill' });
const send = channel.send.bind(channel);
channel.send = async (...[sequence, bytes, signal]: Parameters<ActorChannel['send']>) => {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const end = view.getFloat64(AT.firstStep, true) + view.getUint32(AT.steps, true);
  const outcome = await send(sequence, bytes, signal);
  if (outcome === 'sent') appendFileSync(join(folder, `sent-${who}`), `${end}\n`);
  return outcome;
};
const controller = new AbortController();
process.on('SIGTERM', () => {
  controller.abort();
});
await runActor({ channel, environment, signal: controller.signal });
client.destroy();
