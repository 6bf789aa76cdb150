import { describe, expect, test } from 'vitest';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import { exportPolicy } from '../../src/deployment/exportPolicy.ts';
import { simd } from '../../src/engines/simd/simd.ts';
import { makeEnvironment } from '../../src/environments/makeEnvironment.ts';
import {
  CheckpointError,
  DeepQError,
  OptionsError,
  ShapeError,
  ValueError,
} from '../../src/errors.ts';
import { embedding } from '../../src/networks/embedding.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { checksumOf, HEADER_START } from '../../src/policy/fileLayout.ts';
import { loadPolicy, type DeployedPolicy } from '../../src/policy/loadPolicy.ts';
import { QNetwork } from '../../src/qnetwork/qNetwork.ts';
import { watch } from '../../src/live/watch.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { evaluate } from '../../src/training/evaluate.ts';

const actionSpace = new Discrete(3);
const environment = { observationSpace: new Box({ low: -1, high: 1, shape: [2] }), actionSpace };
const network = new QNetwork({
  environment,
  network: mlp({ hidden: [3], dueling: true }),
  seed: 1,
});
const good = await exportPolicy(network);
const bytes = await exportPolicy(network, { precision: 'int8' });

interface Layer {
  [name: string]: unknown;
}
interface Header {
  [name: string]: unknown;
  trunk: Layer[];
  streams: Layer[][];
}

/** A file as a stranger would make it: its header and its data changed, its checksum right. */
function forge(change: (header: Header) => void, data: (bytes: Uint8Array) => Uint8Array = same) {
  const end = HEADER_START + new DataView(good.buffer).getUint32(8, true);
  const header = JSON.parse(new TextDecoder().decode(good.subarray(HEADER_START, end))) as Header;
  change(header);
  return assemble(JSON.stringify(header), data(good.slice(end)));
}

function same(data: Uint8Array): Uint8Array {
  return data;
}

function assemble(text: string, data: Uint8Array): Uint8Array {
  const json = new TextEncoder().encode(text);
  const file = new Uint8Array(HEADER_START + json.length + data.length);
  file.set(good.subarray(0, HEADER_START));
  file.set(json, HEADER_START);
  file.set(data, HEADER_START + json.length);
  const view = new DataView(file.buffer);
  view.setUint32(8, json.length, true);
  view.setUint32(12, checksumOf(file), true);
  return file;
}

describe('damaged files are refused', () => {
  test.each([
    ['float32', good],
    ['int8', bytes],
  ])('cut off after each byte, %s', (_, file) => {
    for (let length = 0; length < file.length; length++) {
      expect(() => loadPolicy(file.subarray(0, length))).toThrow(CheckpointError);
    }
  });

  test('with each bit of each byte flipped', () => {
    for (let position = 0; position < good.length; position++) {
      for (let bit = 0; bit < 8; bit++) {
        const damaged = good.slice();
        damaged[position] = (damaged[position] as number) ^ (1 << bit);
        expect(() => loadPolicy(damaged), `byte ${position}, bit ${bit}`).toThrow(CheckpointError);
      }
    }
  });

  test('with bytes behind the end', () => {
    expect(() => loadPolicy(Uint8Array.of(...good, 0))).toThrow(CheckpointError);
  });
});

describe('files from strangers, whose checksum is right', () => {
  test('what is forged here loads unchanged', () => {
    const unchanged = loadPolicy(forge(() => undefined));
    const observation = Float32Array.of(0.1, 0.2);
    expect(unchanged.values(observation)).toEqual(loadPolicy(good).values(observation));
  });

  test('with each byte of the header flipped, they load or are refused with an error of the library', () => {
    const end = HEADER_START + new DataView(good.buffer).getUint32(8, true);
    let refused = 0;
    for (let position = 0; position < end; position++) {
      for (const flip of [1, 4, 32, 255]) {
        const damaged = good.slice();
        damaged[position] = (damaged[position] as number) ^ flip;
        const view = new DataView(damaged.buffer);
        if (position < 12 || position >= HEADER_START)
          view.setUint32(12, checksumOf(damaged), true);
        try {
          const policy = loadPolicy(damaged);
          policy.act(policy.observations.kind === 'box' ? new Float32Array(2) : 0);
        } catch (error) {
          expect(error).toBeInstanceOf(DeepQError);
          refused++;
        }
      }
    }
    expect(refused).toBeGreaterThan(end);
  });

  const dense = { type: 'dense', units: 3, activation: 'relu' };
  const cases: readonly (readonly [string, (header: Header) => void])[] = [
    ['no layers', (header) => void (header.streams = [])],
    ['three streams', (header) => void (header.streams = [[dense], [dense], [dense]])],
    ['an empty stream', (header) => void (header.streams = [[], []])],
    ['a layer of an unknown type', (header) => void (header.trunk[0] = { type: 'eval' })],
    ['a layer of an inherited name', (header) => void (header.trunk[0] = { type: 'constructor' })],
    ['a layer that is none', (header) => void (header.trunk[0] = null as never)],
    ['too many units', (header) => void (header.trunk[0] = { ...dense, units: 2 ** 24 })],
    [
      'more units than there are numbers',
      (header) => void (header.trunk[0] = { ...dense, units: 1e300 }),
    ],
    ['half a unit', (header) => void (header.trunk[0] = { ...dense, units: 2.5 })],
    ['no units', (header) => void (header.trunk[0] = { ...dense, units: 0 })],
    ['an unknown activation', (header) => void (header.trunk[0] = { ...dense, activation: 'x' })],
    [
      'a convolution of rows',
      (header) =>
        void (header.trunk[0] = {
          type: 'conv',
          filters: 1,
          kernelSize: 1,
          stride: 1,
          padding: 'same',
          activation: 'relu',
        }),
    ],
    ['an embedding of rows', (header) => void (header.trunk[0] = { type: 'embedding', units: 3 })],
    [
      'a reshape to another size',
      (header) => void header.trunk.unshift({ type: 'reshape', shape: [3] }),
    ],
    [
      'fractions that no head takes',
      (header) => void header.trunk.push({ type: 'fractionEmbedding', cosines: 1, first: 0 }),
    ],
    [
      'values of fractions without a layer',
      (header) => void (header['values'] = { kind: 'fractions', count: 3 }),
    ],
    ['values of an unknown kind', (header) => void (header['values'] = { kind: 'x' })],
    [
      'values of atoms that the outputs have not',
      (header) => void (header['values'] = { kind: 'categorical', atoms: 51, min: 0, max: 1 }),
    ],
    [
      'atoms between infinities',
      (header) =>
        void (header['values'] = { kind: 'categorical', atoms: 2, min: -1e308, max: 1e308 }),
    ],
    ['other actions', (header) => void (header['actions'] = 4)],
    ['a scale that is none', (header) => void (header['scale'] = null)],
    ['planes of rows', (header) => void (header['planes'] = true)],
    ['half the bytes', (header) => void (header['precision'] = 'float16')],
    ['observations of no kind', (header) => void (header['observations'] = { kind: 'text' })],
    [
      'observations larger than memory',
      (header) =>
        void (header['observations'] = {
          kind: 'box',
          dtype: 'uint8',
          shape: [60_000, 60_000, 60_000],
        }),
    ],
    [
      'observations of negative length',
      (header) => void (header['observations'] = { kind: 'box', dtype: 'uint8', shape: [-2, -1] }),
    ],
    [
      'states without an embedding',
      (header) => void (header['observations'] = { kind: 'discrete', n: 2 }),
    ],
  ];
  test.each(cases)('%s', (_, change) => {
    expect(() => loadPolicy(forge(change))).toThrow(CheckpointError);
  });

  test('a small file that asks for much memory, or for much time', () => {
    const image = { kind: 'box', dtype: 'uint8', shape: [4_000, 4_000, 1] };
    const conv = {
      type: 'conv',
      filters: 1,
      kernelSize: 1_024,
      stride: 1,
      padding: 'same',
      activation: 'relu',
    };
    const pool = { type: 'maxPool', size: 1_024, stride: 1, padding: 'same', activation: 'linear' };
    for (const trunk of [
      [conv],
      [pool],
      [
        { ...conv, kernelSize: 1 },
        { ...conv, kernelSize: 1 },
      ],
    ]) {
      const file = forge((header) => Object.assign(header, { observations: image, trunk }));
      expect(() => loadPolicy(file)).toThrow(/too large/);
    }
  });

  test('weights that are NaN or infinite', () => {
    for (const weight of [NaN, Infinity, -Infinity]) {
      const file = forge(same as never, (data) => {
        new DataView(data.buffer).setFloat32(8, weight, true);
        return data;
      });
      expect(() => loadPolicy(file)).toThrow(/NaN or infinite/);
    }
  });

  test('headers that are no JSON, no object, or too long', () => {
    for (const text of ['', '{', '[]', 'null', '1', '['.repeat(60_000), ' '.repeat(65_537)]) {
      expect(() => loadPolicy(assemble(text, new Uint8Array()))).toThrow(CheckpointError);
    }
  });

  test('files of other versions', () => {
    const file = good.slice();
    file[4] = 2;
    new DataView(file.buffer).setUint32(12, checksumOf(file), true);
    expect(() => loadPolicy(file)).toThrow(/its version is 2, and 1 is required/);
  });
});

describe('a loaded policy', () => {
  const policy = loadPolicy(good);
  const observation = Float32Array.of(0.3, -0.2);

  test('says what it takes', () => {
    const { observations, actions, precision } = policy;
    expect({ observations, actions, precision }).toEqual({
      observations: { kind: 'box', shape: [2], dtype: 'float32' },
      actions: 3,
      precision: 'float32',
    });
  });

  test('says what it needs, whatever it is given', () => {
    for (const given of [undefined, {}, Object.create(null), Symbol('bytes'), 'bytes', [1, 2]]) {
      expect(() => loadPolicy(given as never)).toThrow(
        /needs a Uint8Array or an ArrayBuffer; received \[/,
      );
    }
  });

  test('reads an ArrayBuffer, and part of one', () => {
    const padded = Uint8Array.of(1, 2, 3, ...good, 4);
    for (const given of [good.slice().buffer, padded.subarray(3, 3 + good.length)]) {
      expect(loadPolicy(given).values(observation)).toEqual(policy.values(observation));
    }
    for (const other of [undefined, null, 'file', 3, {}]) {
      expect(() => loadPolicy(other as never)).toThrow(ValueError);
    }
  });

  test('keeps nothing of the bytes', () => {
    const given = good.slice();
    const loaded = loadPolicy(given);
    given.fill(0);
    expect(loaded.values(observation)).toEqual(policy.values(observation));
  });

  test('takes the allowed action of the largest value', () => {
    const values = [...policy.values(observation)];
    const order = [0, 1, 2].sort((a, b) => (values[b] as number) - (values[a] as number));
    expect(policy.act(observation)).toBe(order[0]);
    const actionMask = Uint8Array.of(1, 1, 1);
    actionMask[order[0] as number] = 0;
    expect(policy.act(observation, { actionMask })).toBe(order[1]);
  });

  test('plays in the place of the agent that it was made of', async () => {
    const cartPole = makeEnvironment('CartPole-v1');
    const agent = new DQNAgent({
      environment: cartPole,
      engine: simd({ relaxed: false }),
      seed: 1,
    });
    const deployed = loadPolicy(await exportPolicy(agent));
    const given = { episodes: 3, seed: 5 };
    expect(await evaluate(deployed, cartPole, given)).toEqual(
      await evaluate(agent, cartPole, given),
    );
    const shown = await watch(deployed, cartPole, { framesPerSecond: 1e6, onFrame: () => {} });
    expect(shown).toHaveLength(1);
    expect(await policy.actAsync(observation)).toBe(policy.act(observation));
    await expect(policy.actAsync(Float32Array.of(1))).rejects.toThrow(ShapeError);
    agent.dispose();
  });

  test('gives each caller values of its own', () => {
    policy.values(observation).fill(9);
    expect(policy.values(observation)).not.toContain(9);
  });

  test('refuses masks that leave no choice, have another length, or are none', () => {
    expect(() => policy.act(observation, { actionMask: [0, 0, 0] })).toThrow(ValueError);
    expect(() => policy.act(observation, { actionMask: [1, 1] })).toThrow(ShapeError);
    expect(() => policy.act(observation, { actionMask: 'yes' as never })).toThrow(ValueError);
    const texts = ['0', '1', '1'] as never;
    expect(() => policy.act(observation, { actionMask: texts })).toThrow(
      'actionMask must hold numbers, 0 where an action is not allowed; received 0 for action 0.',
    );
    expect(() => policy.act(observation, { actionMask: [1, NaN, 1] })).toThrow(ValueError);
    const odd = [1, Object.create(null), 1] as number[];
    expect(() => policy.act(observation, { actionMask: odd })).toThrow(ValueError);
  });

  test('refuses options that there are not, as an agent does', () => {
    const act = (options: unknown) => () => policy.act(observation, options as never);
    expect(act({ mask: [0, 1, 1] })).toThrow(OptionsError);
    expect(act({ mask: [0, 1, 1] })).toThrow(
      'act has no option mask; it has explore, actionMask, random, stream.',
    );
    for (const none of [null, true, 'greedy', [0, 1, 1]]) expect(act(none)).toThrow(OptionsError);
    const asActor = { explore: false, stream: 0, actionMask: undefined };
    expect(act(asActor)()).toBe(policy.act(observation));
    expect(act(undefined)()).toBe(policy.act(observation));
  });

  test('refuses observations of another type or length, and what is not finite', () => {
    const refuse = (loaded: DeployedPolicy, given: unknown, Class: typeof DeepQError): void => {
      expect(() => loaded.values(given as never)).toThrow(Class);
    };
    refuse(policy, Float32Array.of(1), ShapeError);
    refuse(policy, [1, 2], ValueError);
    refuse(policy, Uint8Array.of(1, 2), ValueError);
    refuse(policy, undefined, ValueError);
    refuse(policy, Float32Array.of(1, NaN), ValueError);
    refuse(policy, Float32Array.of(Infinity, 0), ValueError);
  });

  test('takes whole numbers of its states alone', async () => {
    const states = { observationSpace: new Discrete(4), actionSpace };
    const spec = embedding({ size: 3, hidden: [] });
    const source = new QNetwork({ environment: states, network: spec, seed: 1 });
    const table = loadPolicy(await exportPolicy(source));
    expect(table.values(3)).toHaveLength(3);
    for (const state of [-1, 4, 0.5, NaN, '1', Float32Array.of(1), Object.create(null)]) {
      expect(() => table.values(state as never)).toThrow(ValueError);
    }
  });
});
