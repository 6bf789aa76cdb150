import { defineConfig, type UserConfig } from 'vite';

const config: UserConfig = defineConfig({
  // The page may be put into any folder of a site.
  base: './',
  // Workers are modules, as the page is.
  worker: { format: 'es' },
  // `npx vite` finds late what a worker alone imports, and would load the page again for it.
  optimizeDeps: { exclude: ['deepq'] },
  // Top-level await.
  build: { target: 'es2022' },
});

export default config;
