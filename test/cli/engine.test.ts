import { afterEach, describe, expect, test, vi } from 'vitest';
import { readEngine, simdEngine, THREADS } from '../../src/cli/engine.ts';

const given = (values: Readonly<Record<string, string>>) => ({ positionals: [], values });

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('--engine and --threads', () => {
  test('simd without a word, tfjs on a backend that is installed', async () => {
    expect((await readEngine(given({}))).name).toBe('simd');
    expect((await readEngine(given({ engine: 'simd', threads: '2' }))).name).toBe('simd');
    expect((await readEngine(given({ engine: 'tfjs' }))).name).toBe('tfjs');
  });

  test.each<[Readonly<Record<string, string>>, string]>([
    [
      { engine: 'simdd' },
      "must be one of simd, webgpu, tfjs; received 'simdd' (did you mean 'simd'?)",
    ],
    [{ engine: 'tfjs', threads: '2' }, '--threads is for --engine simd'],
    [{ threads: '0' }, '--threads needs a whole number of at least 1 and at most 64'],
    [{ threads: '1.5' }, '--threads needs a whole number'],
    [{ threads: '65' }, '--threads needs a whole number'],
  ])('%o is refused', async (values, message) => {
    await expect(readEngine(given(values))).rejects.toThrow(message);
  });

  test('the threads that several jobs are given are heeded, and are checked', () => {
    vi.stubEnv(THREADS, '1');
    expect(simdEngine().name).toBe('simd');
    vi.stubEnv(THREADS, '99');
    expect(() => simdEngine()).toThrow('threads');
    expect(simdEngine(2).name).toBe('simd');
  });
});
