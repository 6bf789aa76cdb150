import { playwright } from '@vitest/browser-playwright';
import { fileURLToPath } from 'node:url';
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { findChromium } from './scripts/support/chromium.ts';
import { LongFirst } from './scripts/support/longFirst.ts';
import { softwareGpu } from './scripts/support/softwareGpu.ts';

const source = (path: string): string => fileURLToPath(new URL(`src/${path}`, import.meta.url));

const executablePath = findChromium();

// Workers are started with the environment of this process, in which the loader of
// Vulkan then finds a GPU in software.
Object.assign(process.env, softwareGpu(executablePath));

// The browser draws and computes in software, so that webgl and webgpu are
// there on a machine without a graphics card.
const chromiumFlags = [
  '--no-sandbox',
  '--use-angle=swiftshader',
  '--use-gl=angle',
  '--enable-unsafe-swiftshader',
  '--enable-unsafe-webgpu',
  '--enable-features=Vulkan',
  '--use-vulkan=swiftshader',
  '--use-webgpu-adapter=swiftshader',
  // SwiftShader takes seconds for it; see test/engines/webgpu/device.ts.
  '--disable-dawn-features=use_vulkan_zero_initialize_workgroup_memory_extension',
  '--ignore-gpu-blocklist',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

// Node 20 has relaxed SIMD only when told so; later ones do not know the word.
const relaxedFlags =
  Number(process.versions.node.split('.')[0]) < 22 ? ['--experimental-wasm-relaxed-simd'] : [];

/** The same cases in each run, so that it can be repeated; `npm run properties` tries others. */
const propertySeed = Number(process.env['DEEPQ_TEST_SEED'] ?? 1);

const config: ViteUserConfig = defineConfig({
  resolve: {
    alias: [
      { find: /^deepq$/, replacement: source('index.ts') },
      {
        find: /^deepq\/(environments|node|browser|tfjs|webgpu|policy|distributed)$/,
        replacement: source('$1.ts'),
      },
    ],
  },
  test: {
    provide: { propertySeed },
    // A busy machine takes its time: what is waited for decides, and not how long.
    hookTimeout: 120_000,
    expect: { poll: { timeout: 20_000 } },
    setupFiles: ['test/setup.ts'],
    sequence: { sequencer: LongFirst },
    coverage: { include: ['src/**/*.ts'] },
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.browser.test.ts', 'test/studio/**'],
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'relaxed',
          // What runs on the simd engine, once more with fused multiply-add.
          include: [
            'test/engines/**/*.test.ts',
            'test/networks/golden.test.ts',
            'test/agents/engines.test.ts',
          ],
          exclude: [
            'test/**/*.browser.test.ts',
            'test/engines/simd/kernels.test.ts',
            'test/engines/webgpu/**',
          ],
          execArgv: relaxedFlags,
          env: { DEEPQ_TEST_RELAXED: '1' },
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          // Builds the studio and the gallery, and clicks through them in Chromium.
          name: 'studio',
          include: ['test/studio/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        // Found while a test runs, a package to bundle would reload the page.
        optimizeDeps: {
          include: [
            '@tensorflow/tfjs-core',
            '@tensorflow/tfjs-layers',
            '@tensorflow/tfjs-backend-cpu',
            '@tensorflow/tfjs-backend-wasm',
            '@tensorflow/tfjs-backend-webgl',
            '@tensorflow/tfjs-backend-webgpu',
            'fast-check',
            'gifenc',
            'h264-mp4-encoder',
            'planck',
          ],
        },
        server: {
          // SharedArrayBuffer needs a page that is isolated from other origins.
          headers: {
            'Cross-Origin-Opener-Policy': 'same-origin',
            'Cross-Origin-Embedder-Policy': 'require-corp',
          },
        },
        test: {
          name: 'browser',
          include: ['test/**/*.browser.test.ts'],
          testTimeout: 60_000,
          // One page beside the workers.
          fileParallelism: false,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            instances: [{ browser: 'chromium' }],
            provider: playwright({
              launchOptions: {
                ...(executablePath === null ? {} : { executablePath }),
                args: chromiumFlags,
              },
            }),
          },
        },
      },
    ],
  },
});

export default config;
