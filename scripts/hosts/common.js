// What every host must do alike, be it a runtime or a page.
import { DQNAgent, evaluate, memoryStore, mlp, simd, train } from 'deepq';
import { makeEnvironment, presets } from 'deepq/environments';

const { training, evaluation, agent: settings } = presets['CartPole-v1'];

async function judge(agent, episodes) {
  const unseen = evaluation(makeEnvironment('CartPole-v1'));
  return (await evaluate(agent, unseen, { episodes, seed: 7 })).mean;
}

/**
 * Trains, saves, loads and judges.
 *
 * @param storeOf - Makes a store of the host's own.
 * @returns By name, what it came to: the same on every host.
 */
export async function trainHere(storeOf) {
  const seen = {};
  const environment = training(makeEnvironment('CartPole-v1'));
  // The plain build: the same bytes on every host, by one thread and by two.
  for (const threads of [1, 2]) {
    const engine = simd({ threads, relaxed: false });
    const network = mlp({ hidden: [128, 128] });
    const agent = new DQNAgent({ environment, ...settings, network, engine, seed: 1 });
    await train(agent, environment, { environmentSteps: 2_000, seed: 1 }).finish();
    const store = memoryStore();
    await agent.save(store);
    seen[`checkpoint, ${threads} threads`] = await sha256(await store.read());

    const own = storeOf(`agent-${threads}.safetensors`);
    await agent.save(own);
    const other = new DQNAgent({ environment, ...settings, network, engine, seed: 2 });
    await other.load(own);
    seen[`score, ${threads} threads`] = await judge(agent, 3);
    seen[`score of the loaded, ${threads} threads`] = await judge(other, 3);
    for (const each of [agent, other]) each.dispose();
  }

  // The engine that a user gets who asks for none, whatever it may fuse.
  const agent = new DQNAgent({ environment, ...settings, seed: 3 });
  await train(agent, environment, { environmentSteps: 6_000, seed: 3 }).finish();
  seen['has learned'] = (await judge(agent, 5)) > 100;
  agent.dispose();
  return seen;
}

async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
