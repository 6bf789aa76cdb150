import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { setUpBackend } from '../support/backends.ts';
import { replay, worstErrors, type RecordedUpdates } from './golden.ts';
import { engineNamed } from '../engines/engineNamed.ts';

const recordings = [
  'update_dqn_huber',
  'update_double_mse_weighted_clipped',
  'update_double_dueling_huber_weighted',
];

describe.each([
  ['tfjs', 'cpu'],
  ['tfjs', 'wasm'],
  ['simd', null],
] as const)('engine %s on %s, as PyTorch', (engine, backend) => {
  test.each(recordings)('%s', async (name) => {
    if (backend) await setUpBackend(backend);
    const url = new URL(`../fixtures/${name}.json`, import.meta.url);
    const recorded = JSON.parse(readFileSync(url, 'utf8')) as RecordedUpdates;
    const errors = worstErrors(recorded, await replay(recorded, engineNamed(engine)));
    expect(recorded.updates.length).toBe(20);
    for (const error of Object.values(errors)) expect(error).toBeLessThan(1e-4);
  });
});
