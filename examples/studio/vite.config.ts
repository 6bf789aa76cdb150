/**
 * Builds the studio into examples/studio/dist: static files, for any host.
 *
 * Usage: npx vite build examples/studio (or `npx vite examples/studio` to work on it)
 */
import { fileURLToPath } from 'node:url';
import { defineConfig, type UserConfig } from 'vite';
import { classicScript } from './build/classicScript.ts';
import { fromDisk } from './build/fromDisk.ts';
import { serviceWorker } from './build/serviceWorker.ts';

// A program outside of this repository has `npm install deepq`, and needs no alias.
const source = (path: string): string =>
  fileURLToPath(new URL(`../../src/${path}`, import.meta.url));
const alias = [
  { find: /^deepq$/, replacement: source('index.ts') },
  { find: /^deepq\/(environments|browser|policy)$/, replacement: source('$1.ts') },
];

const config: UserConfig = defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  // Every path is relative, so that the folder can lie anywhere.
  base: './',
  resolve: { alias },
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    modulePreload: false,
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1000,
    rolldownOptions: { output: { codeSplitting: false } },
  },
  worker: { format: 'iife' },
  plugins: [classicScript(), fromDisk(), serviceWorker()],
});

export default config;
