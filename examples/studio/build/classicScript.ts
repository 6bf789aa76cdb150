import type { Plugin } from 'vite';

/**
 * Makes the module scripts of the built page into classic ones, which a page from the disk may
 * load. They are bundled without imports, and `defer` runs them when a module would run.
 */
export function classicScript(): Plugin {
  return {
    name: 'classic-script',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (html) =>
        html.replaceAll(/<script type="module" crossorigin/g, '<script defer').replaceAll(
          // A style sheet of another origin would be refused from the disk.
          /<link rel="stylesheet" crossorigin/g,
          '<link rel="stylesheet"',
        ),
    },
  };
}
