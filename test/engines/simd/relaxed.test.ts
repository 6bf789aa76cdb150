import { afterEach, expect, test, vi } from 'vitest';
import { DQNAgent } from '../../../src/agents/dqnAgent.ts';
import { hasRelaxedSimd } from '../../../src/engines/simd/kernels.ts';
import { simd } from '../../../src/engines/simd/simd.ts';
import { mlp } from '../../../src/networks/mlp.ts';
import { QNetwork } from '../../../src/qnetwork/qNetwork.ts';
import { sideProbe } from '../../support/probes.ts';
import { builds } from './support.ts';

const options = {
  environment: sideProbe(),
  network: mlp({ hidden: [4] }),
} as const;

afterEach(() => {
  vi.restoreAllMocks();
});

if (process.env['DEEPQ_TEST_RELAXED']) {
  test('this host has relaxed SIMD', () => {
    expect(hasRelaxedSimd()).toBe(true);
  });
}

test.each([QNetwork, DQNAgent])('simd({ relaxed }) chooses the build: %s', (Class) => {
  for (const { relaxed, backend } of builds) {
    expect(new Class({ ...options, engine: simd({ relaxed }) }).engine.backend).toBe(backend);
  }
  expect(new Class(options).engine.backend).toBe(builds.at(-1)?.backend);
});

test('without relaxed SIMD, the plain build runs', () => {
  const { validate } = WebAssembly;
  // The instruction, by which a host knows it or not.
  const fuses = (bytes: BufferSource): boolean =>
    Buffer.from(bytes as Uint8Array).includes(Buffer.of(0xfd, 0x85, 0x02));
  vi.spyOn(WebAssembly, 'validate').mockImplementation((bytes) => !fuses(bytes) && validate(bytes));
  expect(hasRelaxedSimd()).toBe(false);
  expect(new QNetwork(options).engine.backend).toBe('wasm simd');
});

test('relaxed is true or false', () => {
  expect(() => simd({ relaxed: 1 as never })).toThrow('relaxed must be true or false; received 1.');
  expect(() => simd({ relaxedSimd: false } as never)).toThrow('write relaxed');
});
