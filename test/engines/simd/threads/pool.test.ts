import { afterEach, beforeEach, expect, test } from 'vitest';
import { Arena, createSharedMemory } from '../../../../src/engines/simd/arena.ts';
import { bindKernels } from '../../../../src/engines/simd/kernels.ts';
import { JOB, WORDS } from '../../../../src/engines/simd/threads/layout.ts';
import { Pool, type Workplace } from '../../../../src/engines/simd/threads/pool.ts';
import { BackendError } from '../../../../src/errors.ts';

const NUMBERS = 65_536;
/** Places of arguments: see the kernel `noisyGradient`, which fills with zeros without noise. */
const [TO, ROWS, COLUMNS, ARGUMENTS] = [3, 4, 5, 6];

let pool: Pool;
beforeEach(() => {
  pool = new Pool();
});
afterEach(() => pool.end());

function engine(): { arena: Arena; place: Workplace; kernelNames: readonly string[] } {
  const arena = new Arena(createSharedMemory() as WebAssembly.Memory);
  const { modules, exports } = bindKernels(arena.memory, false, true);
  const place = { memory: arena.memory, ...modules };
  return { arena, place, kernelNames: Object.keys(exports) };
}

/** Writes a job of one chunk down, which fills so many numbers with zeros. */
function writeJob(slot: number, kernel: number, arena: Arena, to: number): void {
  const { job } = pool;
  job.fill(0);
  job[JOB.kernel] = kernel;
  job[JOB.slot] = slot;
  job[JOB.total] = 1;
  job[JOB.size] = 1;
  job[JOB.countAt] = ROWS;
  job[JOB.scratchAt] = -1;
  job[JOB.length] = ARGUMENTS;
  job[JOB.memoryBytes] = arena.bytes.length;
  job[JOB.first + TO] = to;
  job[JOB.first + COLUMNS] = NUMBERS;
}

/** Has the helper fill room behind all that was there before, for which the memory may grow. */
function expectFilled(slot: number, kernelNames: readonly string[], arena: Arena): void {
  const to = arena.allocate(NUMBERS);
  const filled = arena.view(to, NUMBERS).fill(1);
  writeJob(slot, kernelNames.indexOf('noisyGradient'), arena, to);
  pool.open(1, 1);
  pool.waitForAll();
  expect(filled.every((value) => value === 0)).toBe(true);
}

function waitFor(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

// Reading a long message takes a while, in which the memory grows: V8 reads its size at
// the start, and hears of growth from the end on.
test.each([0, 1, 2, 5, 10, 20, 50])(
  'a memory that grows %s ms after it was sent is known in full',
  (delay) => {
    const padding = Array.from({ length: 50_000 }, (_, index) => ({ index }));
    for (let round = 0; round < 3; round++) {
      const { arena, place, kernelNames } = engine();
      const long: Workplace & { padding: unknown } = { padding, ...place };
      const slot = pool.join(arena, long, 1);
      waitFor(delay);
      expectFilled(slot, kernelNames, arena);
    }
  },
);

test('a memory that grows after it was received is known in full', () => {
  const { arena, place, kernelNames } = engine();
  const slot = pool.join(arena, place, 1);
  for (let growth = 0; growth < 20; growth++) {
    expectFilled(slot, kernelNames, arena);
  }
});

test('a helper that fails says why', () => {
  const { arena, place, kernelNames } = engine();
  const slot = pool.join(arena, place, 1);
  writeJob(slot, kernelNames.indexOf('noisyGradient'), arena, arena.bytes.length);
  pool.open(1, 1);
  let thrown: unknown = null;
  try {
    pool.waitForAll();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(BackendError);
  expect((thrown as Error).message).toMatch(
    /failed .* RuntimeError: .*\. The update .* threads: 1/,
  );
  expect(pool.isOver).toBe(true);
});

test('a helper that does not answer counts as lost after some time, and as lost only then', () => {
  const { arena, place } = engine();
  pool.join(arena, place, 1);
  pool.patience = 0.3;
  // For no helper: nobody finishes it.
  pool.open(1, 0);
  const start = performance.now();
  expect(() => pool.waitForAll()).toThrow(/worker thread .* seconds.* threads: 1/);
  expect(performance.now() - start).toBeGreaterThan(300);
  expect(Atomics.load(pool.words, WORDS.failure)).toBe(0);
});
