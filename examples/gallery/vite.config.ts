/**
 * Builds the pages of the gallery into examples/gallery/dist.
 *
 * Usage: npx vite build examples/gallery (or `npx vite examples/gallery` to work on them)
 */
import { fileURLToPath } from 'node:url';
import { defineConfig, type UserConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const pages = ['lesson', 'snake', 'react', 'element', 'gameLoop'];

// A program outside of this repository has `npm install deepq`, and needs no alias.
const source = (path: string): string => here(`../../src/${path}`);
const alias = [
  { find: /^deepq$/, replacement: source('index.ts') },
  { find: /^deepq\/(environments|browser|policy)$/, replacement: source('$1.ts') },
];

const config: UserConfig = defineConfig({
  root: here('.'),
  base: './',
  resolve: { alias },
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    rolldownOptions: {
      input: Object.fromEntries(pages.map((page) => [page, here(`${page}/index.html`)])),
    },
  },
  worker: { format: 'es' },
});

export default config;
