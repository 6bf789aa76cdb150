import { expect, test } from 'vitest';
import { hiddenText } from '../../src/cli/hiddenText.ts';
import type { State } from '../../src/state/state.ts';

const dense = (units: number, more: State = {}): State => ({
  ...{ type: 'dense', units, activation: 'relu' },
  ...more,
});
const norm: State = { type: 'layerNorm', axis: 'all', epsilon: 1e-5, activation: 'relu' };
const linear = (units: number): State =>
  dense(units, { activation: 'linear', noisy: { sigma: 0.5 } });

test.each<[string | undefined, State[]]>([
  ['[]', []],
  ['64,32', [dense(64), dense(32)]],
  ['8 elu', [dense(8, { activation: 'elu' })]],
  ['8 noisy 0.1', [dense(8, { noisy: { sigma: 0.1 } })]],
  ['128,64 noisy layerNorm', [linear(128), norm, linear(64), norm]],
  ['8 elu noisy layerNorm', [linear(8), { ...norm, activation: 'elu' }]],
  [undefined, [linear(128), norm, linear(64)]],
  [undefined, [linear(8), { ...norm, epsilon: 1 }]],
  [undefined, [dense(8), dense(8, { activation: 'elu' })]],
  [undefined, [dense(8, { bias: false })]],
  [undefined, [{ type: 'flatten' }, dense(8)]],
  [undefined, [norm]],
])('%s', (text, layers) => {
  expect(hiddenText(layers)).toBe(text);
});
