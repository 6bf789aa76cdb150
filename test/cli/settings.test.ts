import { describe, expect, test } from 'vitest';
import { libraryParts } from '../../src/cli/partOptions.ts';
import { REQUIRED } from '../../src/cli/requiredOptions.ts';
import { shortNameOf, withSettings } from '../../src/cli/settings.ts';
import { embedding } from '../../src/networks/embedding.ts';
import { natureCnn } from '../../src/networks/knownCnns.ts';
import { DeepQError } from '../../src/errors.ts';
import { mlp } from '../../src/networks/mlp.ts';
import type { NetworkSpec } from '../../src/networks/spec.ts';
import { prioritized } from '../../src/replay/samplers/prioritized.ts';
import type { State } from '../../src/state/state.ts';

const agent = {
  batchSize: 32,
  optimizer: { type: 'adam', learningRate: 1e-3 },
  replay: { capacity: 100, returns: { steps: 1 }, sampler: { kind: 'uniform', options: {} } },
  head: { kind: 'q', options: { double: true } },
  network: { layers: [] },
};

test('settings by path, by short name, as words and as JSON', () => {
  const made = withSettings(agent, [
    ...['batchSize=64', 'learningRate=3e-4', 'replay.capacity=500', 'nStep=3'],
    ...['sampler=prioritized', 'double=false', 'hidden=8,4'],
  ]);
  expect(made).toMatchObject({
    batchSize: 64,
    optimizer: { type: 'adam', learningRate: 3e-4 },
    replay: {
      capacity: 500,
      returns: { steps: 3 },
      sampler: { kind: 'prioritized', options: {} },
    },
    head: { kind: 'q', options: { double: false } },
    network: { layers: [{ units: 8 }, { units: 4 }] },
  });
  const head = withSettings(agent, ['head={"kind":"c51","options":{"min":0,"max":9}}'])['head'];
  expect(head).toEqual({ kind: 'c51', options: { min: 0, max: 9 } });
  // It is described only where it is not as usual.
  expect(withSettings(agent, ['actingWeights=target'])['actingWeights']).toBe('target');
  // What was given stays as it was.
  expect(agent.batchSize).toBe(32);
});

test('a network by its name', () => {
  const { network } = withSettings(agent, ['network=natureCnn']);
  expect(network).toMatchObject({
    layers: [{ type: 'conv', filters: 32, kernelSize: 8 }, {}, {}, {}],
  });
  expect(() => withSettings(agent, ['network=naturCnn'])).toThrow(
    "--set network: there is no network 'naturCnn' (did you mean 'natureCnn'?); there are natureCnn, dataEfficientCnn",
  );
});

describe('hidden', () => {
  const policy = { kind: 'greedy', options: {} };
  const noisy = mlp({ hidden: [32, 16], layerNorm: true, dueling: [8], noisy: {} });
  const embedded = embedding({ size: 4, hidden: [8] });
  const layersOf = (network: NetworkSpec, ...settings: string[]): unknown =>
    withSettings({ ...agent, policy, network: network as unknown as State }, settings)['network'];

  test('changes sizes, and nothing else of a network', () => {
    const wanted = mlp({ hidden: [7, 6, 5], layerNorm: true, dueling: [8], noisy: {} });
    expect(layersOf(noisy, 'hidden=7,6,5')).toEqual(wanted);
    expect(layersOf(noisy, 'hidden=[]')).toEqual({ ...wanted, layers: [] });
    expect(layersOf(embedded, 'hidden=5')).toEqual(embedding({ size: 4, hidden: [5] }));
    expect(layersOf(mlp({ hidden: [] }), 'hidden=5')).toEqual(mlp({ hidden: [5] }));
    const streams = mlp({ hidden: [], dueling: [8], noisy: {} });
    expect(layersOf(streams, 'hidden=5')).toEqual(mlp({ hidden: [5], dueling: [8], noisy: {} }));
  });

  test('is of the network that is set beside it, in either order', () => {
    const wanted = { ...natureCnn(), layers: [{}, {}, {}, { type: 'dense', units: 9 }] };
    for (const order of [
      ['hidden=9', 'network=natureCnn'],
      ['network=natureCnn', 'hidden=9'],
    ]) {
      expect(layersOf(embedded, ...order)).toMatchObject(wanted);
    }
  });

  test('of no noise is refused where noise explores', () => {
    const plain = `network=${JSON.stringify(mlp({ hidden: [8] }))}`;
    expect(() => layersOf(noisy, plain)).toThrow('noisy layers of the network are what explores');
    expect(() => layersOf(noisy, plain, 'policy=greedy')).not.toThrow();
    expect(() =>
      layersOf(noisy, plain, 'policy=boltzmann', 'policy.options.temperature=1'),
    ).not.toThrow();
    expect(() => layersOf(embedded, plain)).not.toThrow();
  });
});

test('a name that is not there is told, with the nearest', () => {
  expect(() => withSettings(agent, ['batchSiz=1'])).toThrow("did you mean 'batchSize'");
  expect(() => withSettings(agent, ['optimizer.rate=1'])).toThrow(
    '--set optimizer.rate: there is no rate to set; optimizer has type, learningRate.',
  );
  expect(() => withSettings(agent, ['batchSize.x=1'])).toThrow('batchSize is 32, and has no x');
  expect(() => withSettings(agent, ['batchSize'])).toThrow('--set needs key=value');
  const others = {
    gamma: 'discount',
    lr: 'learningRate',
    buffer_size: 'capacity',
  };
  for (const [name, write] of Object.entries(others)) {
    expect(() => withSettings(agent, [`${name}=1`])).toThrow(`no ${name} to set (write ${write});`);
  }
  expect(() => withSettings(agent, ['constructor=1'])).toThrow('there is no constructor to set');
});

test('what a part is made with may be set after the part was, or before', () => {
  const head = { kind: 'quantile', options: { double: true } };
  for (const settings of [
    ['head=quantile', 'double=true'],
    ['double=true', 'head=quantile'],
    ['head={"kind":"quantile","options":{}}', 'head.options.double=true'],
  ]) {
    expect(withSettings(agent, settings)['head']).toEqual(head);
  }
  const sampled = withSettings(agent, [
    'replay.sampler.options.exponent=0.5',
    'sampler=prioritized',
  ]);
  expect(sampled['replay']).toMatchObject({
    sampler: { kind: 'prioritized', options: { exponent: 0.5 } },
  });
  // Of two that set the same, the last one counts.
  expect(withSettings(agent, ['double=true', 'double=false'])['head']).toMatchObject({
    options: { double: false },
  });
  const made = (): unknown => withSettings(agent, ['head=quantile', 'head.options.a.b=1']);
  expect(made).toThrow(
    '--set head.options.a.b: there is no a to set; head.options has nothing yet.',
  );
});

test('a part that is not there is told, with those that are', () => {
  expect(() => withSettings(agent, ['sampler=foo'])).toThrow(
    "--set sampler: there is no sampler 'foo'; there are uniform, prioritized, ranked.",
  );
  expect(() => withSettings(agent, ['head=c5'])).toThrow("(did you mean 'c51'?)");
  expect(() => withSettings(agent, ['policy=constructor'])).toThrow("no policy 'constructor'");
});

describe('a part as JSON', () => {
  const set = (setting: string): unknown => withSettings(agent, [setting]);

  test('needs no options where there are none', () => {
    expect(set('sampler={"kind":"ranked"}')).toMatchObject({
      replay: { sampler: { kind: 'ranked', options: {} } },
    });
    expect(() => set('head={"kind":"c51"}')).toThrow('c51 needs min and max');
    const sampler = '{"kind":"demonstrationBonus","options":{"sampler":{"kind":"uniform"}}}';
    expect(set(`replay.sampler=${sampler}`)).toMatchObject({
      replay: { sampler: { options: { sampler: { kind: 'uniform', options: {} } } } },
    });
  });

  test('with its options beside the kind is told, with the line to write', () => {
    expect(() => set('head={"kind":"c51","min":0,"options":{"max":9}}')).toThrow(
      '--set head: what c51 is made with stands under options. Write \'{"kind":"c51","options":{"max":9,"min":0}}\' ' +
        'in place of \'{"kind":"c51","min":0,"options":{"max":9}}\'.',
    );
    expect(() => set('head={"kind":"c51","options":3}')).toThrow(
      '--set head: the options of c51 must be an object, such as {}; received 3.',
    );
  });

  test('is no null, number, list or record without a kind', () => {
    for (const value of ['null', '3', '[]', '{}', '{"kind":3}', '{"options":{}}']) {
      expect(() => set(`head=${value}`)).toThrow(
        '--set head needs one of q, c51, quantile, iqn, munchausen, hlGauss, or JSON with a kind and options: ' +
          `'{"kind":"q","options":{…}}'; received '${value}'.`,
      );
    }
    for (const value of ['null', '3', '[]']) {
      expect(() => set(`network=${value}`)).toThrow(
        `--set network needs JSON, such as '{"layers":[`,
      );
    }
    expect(() => set('replay=null')).toThrow('--set replay needs JSON, such as');
    expect(() => set('optimizer=adam')).toThrow('--set optimizer needs JSON, such as');
  });

  test('of another kind keeps none of the options before', () => {
    expect(
      withSettings(agent, ['head.options.max=9', 'head.kind=c51', 'head.options.min=0']),
    ).toMatchObject({ head: { kind: 'c51', options: { min: 0, max: 9 } } });
    expect(() => set('head.kind=c51')).toThrow('"options":{"min":-10,"max":10}}');
    expect(() => set('head.kind=c5')).toThrow("(did you mean 'c51'?)");
  });
});

test('the engine is no setting', () => {
  expect(() => withSettings({ ...agent, engine: 'simd' }, ['engine=webgpu'])).toThrow(
    'write --engine webgpu on the command line',
  );
});

test('sizes of layers are all there, or said to be none', () => {
  const layersOf = (setting: string): unknown =>
    (withSettings(agent, [setting])['network'] as { readonly layers: unknown }).layers;
  expect(layersOf('hidden=[8, 4]')).toMatchObject([{ units: 8 }, { units: 4 }]);
  expect(layersOf('hidden= 8 , 4 ')).toMatchObject([{ units: 8 }, { units: 4 }]);
  for (const none of ['[]', '[ ]', ' [] ']) expect(layersOf(`hidden=${none}`)).toEqual([]);
  for (const odd of ['', ' ', '8,,4', '8,', '[8', '8 4', '[8 4]', '1e1', '0x8', '-8', '8.5']) {
    expect(() => layersOf(`hidden=${odd}`)).toThrow('needs sizes of layers');
  }
  expect(() => layersOf('hidden=64 64')).toThrow(
    '--set hidden needs sizes of layers, whole numbers with commas between them, such as ' +
      "hidden=128,128, or hidden=[] for none; received '64 64'.",
  );
});

test('what is set often is called by its short name', () => {
  expect(shortNameOf('replay.returns.steps')).toBe('nStep');
  expect(shortNameOf('batchSize')).toBe('batchSize');
});

describe('options that a part cannot do without', () => {
  test.each([
    [['head=c51'], 'head', '{"kind":"c51","options":{"min":-10,"max":10}}', 'min and max'],
    [['head=hlGauss'], 'head', '{"kind":"hlGauss","options":{"min":-10,"max":10}}', 'min and max'],
    [
      ['head=c51', 'head.options.max=5'],
      ...['head', '{"kind":"c51","options":{"max":5,"min":-10}}', 'min, which has'],
    ],
    [
      ['policy=epsilonGreedy'],
      ...['policy', '{"kind":"epsilonGreedy","options":{"epsilon":0.05}}', 'epsilon'],
    ],
    [
      ['policy=epsilonGreedy', 'epsilon={"kind":"linear","options":{"to":0}}'],
      ...['epsilon', '{"kind":"linear","options":{"to":0,"from":1,"over":10000}}', 'from and over'],
    ],
    [
      ['sampler={"kind":"demonstrationBonus","options":{}}'],
      'sampler',
      '{"kind":"demonstrationBonus","options":{"sampler":{"kind":"prioritized","options":{}}}}',
      'sampler',
    ],
    [
      ['learningRate={"kind":"cosine","options":{}}'],
      'learningRate',
      '{"kind":"cosine","options":{"from":1,"to":0.05,"over":10000}}',
      'from, to and over',
    ],
  ] as const)(
    '%s: all of them are named, with the line to write',
    (settings, name, line, names) => {
      const described = { ...agent, policy: { kind: 'greedy', options: {} } };
      const act = (): unknown => withSettings(described, settings);
      expect(act).toThrow(`needs ${names}`);
      expect(act).toThrow(`--set ${name}='${line}'`);
      expect(() => withSettings(described, [`${name}=${line}`])).not.toThrow();
    },
  );

  test('are those of all makers of the library', () => {
    for (const [kind, make] of Object.entries(libraryParts)) {
      const example = REQUIRED[kind] ?? {};
      const given = kind === 'demonstrationBonus' ? { sampler: prioritized() } : example;
      expect((make(given as never) as { kind: string }).kind).toBe(kind);
      for (const option of Object.keys(example)) {
        const { [option]: _, ...rest } = given as State;
        expect(() => make(rest as never)).toThrow(DeepQError);
      }
    }
  });

  test('a factor needs no length', () => {
    const epsilon = '{"kind":"exponential","options":{"from":1,"to":0.1,"factor":0.99}}';
    expect(() => withSettings(agent, [`batchSize=${epsilon}`])).not.toThrow();
  });
});
