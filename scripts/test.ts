/**
 * `npm test`: the tests in Node and in Chromium, then every code block of the
 * documentation. Chromium, Redis and a Python with Gymnasium are installed where
 * that can be done unasked.
 *
 * Usage: npm test [-- arguments for vitest; the documentation is then left out]
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { box } from './support/box.ts';
import { findChromium, installChromium } from './support/chromium.ts';
import { runTool } from './support/command.ts';
import { readFenceCounts, readVitestCounts, readVitestFailures } from './support/counts.ts';
import { findsGpu, softwareGpu } from './support/softwareGpu.ts';
import { findPython, installPython } from './support/pythonEnvironment.ts';
import { findRedis, installRedis } from './support/redis.ts';

const noChromium = box([
  'The tests in the BROWSER were NOT run: found neither Chromium nor Chrome,',
  'and could not install it. Install one, or set the environment variable',
  'DEEPQ_CHROMIUM to its path, and run `npm test` again.',
]);

const noPython = box([
  'The tests of the GYMNASIUM BRIDGE were NOT run: found no Python 3 with the',
  'packages gymnasium and ale-py, and could not make one in .cache/python.',
  'Set the environment variable DEEPQ_PYTHON to one, and run `npm test` again.',
]);

const noGpu = box([
  'The tests of the engine WEBGPU were NOT run in Node: found no GPU, and not the',
  "one in software that comes with Debian's package chromium either. Install that,",
  'or a driver for Vulkan and libvulkan1, and run `npm test` again.',
]);

const noRedis = box([
  'The tests over REDIS were NOT run: found neither redis-server nor',
  'valkey-server, and could not install one. Install one, or set the environment',
  'variable DEEPQ_REDIS_SERVER to its path, and run `npm test` again.',
]);

/** No time limit of vitest's own stops a loop without an end. */
const vitestMinutes = Number(process.env['DEEPQ_TEST_MINUTES'] ?? 45);

const vitestArguments = process.argv.slice(2);
const chromium = findChromium() ?? (await installChromium());
if (chromium === null) console.warn(noChromium);
const python = findPython() ?? (await installPython());
if (python === null) console.warn(noPython);
const gpuVariables = softwareGpu(chromium);
const gpu = await findsGpu(gpuVariables);
if (!gpu) console.warn(noGpu);
const redis = findRedis() ?? (await installRedis());
if (redis === null) console.warn(noRedis);
const pythonVariable: Readonly<Record<string, string>> =
  python === null ? {} : { DEEPQ_PYTHON: python };

await rm('output/tests', { recursive: true, force: true });
await mkdir('output/tests', { recursive: true });

const vitest = await runTool(
  'vitest',
  [
    'run',
    ...['--project', 'node', '--project', 'relaxed'],
    ...(chromium === null ? [] : ['--project', 'browser']),
    ...['--reporter', 'default', '--reporter', 'json'],
    ...['--outputFile.json', 'output/tests/vitest.json'],
    // By itself Vitest leaves one core to its main process, which has next to nothing to do.
    ...['--maxWorkers', String(availableParallelism())],
    ...vitestArguments,
  ],
  {
    env: {
      ...(chromium === null ? {} : { DEEPQ_CHROMIUM: chromium }),
      ...pythonVariable,
      ...gpuVariables,
      // Where there is one, no test of it may be left out.
      ...(gpu ? { DEEPQ_TEST_WEBGPU: 'yes' } : {}),
    },
    timeout: vitestMinutes * 60_000,
  },
);
if (vitest.code === 124) {
  console.error(
    `vitest was killed after ${vitestMinutes} minutes: a test that is not listed above hangs.`,
  );
}
const withFences = vitestArguments.length === 0;
const fences = withFences
  ? await runTool('tsx', ['scripts/fences.ts'], { env: { ...pythonVariable, ...gpuVariables } })
  : { code: 0, output: '' };

const summary = {
  vitest: await readVitestCounts('output/tests/vitest.json'),
  failures: await readVitestFailures('output/tests/vitest.json'),
  fences: withFences ? await readFenceCounts('output/tests/fences.json') : null,
  browser: chromium !== null,
  python: python !== null,
  gpu,
  redis: redis !== null,
};
await writeFile('output/tests/summary.json', JSON.stringify(summary, null, 2));

if (chromium === null) console.warn(noChromium);
if (python === null) console.warn(noPython);
if (!gpu) console.warn(noGpu);
if (redis === null) console.warn(noRedis);
const ok = vitest.code === 0 && fences.code === 0 && summary.vitest.passed > 0;
console.log(ok ? 'All that ran has passed.' : 'FAILED: see above.');
process.exitCode = ok ? 0 : 1;
