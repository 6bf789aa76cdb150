import type { Plugin } from 'vite';

/**
 * Makes the module of the built page into a classic script, which a page from the disk may load,
 * as it may load no module. It is one file without imports; `defer` runs it when a module would
 * run.
 */
export function classicScript(): Plugin {
  return {
    name: 'classic-script',
    apply: 'build',
    enforce: 'post',
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'chunk' || !file.isEntry) continue;
        // Only modules know import.meta; a script is told its address as it begins.
        const body = file.code.replaceAll('import.meta.url', 'scriptUrl');
        if (/import\.meta|^import |^export /m.test(body)) {
          this.error(`${file.fileName} is no classic script: it imports or exports something.`);
        }
        file.code = `(()=>{const scriptUrl=document.currentScript.src;${body}})();\n`;
      }
    },
    transformIndexHtml: {
      order: 'post',
      handler: (html) =>
        html
          .replaceAll('<script type="module" crossorigin', '<script defer')
          // With the attribute, a style sheet would be refused from the disk.
          .replaceAll('<link rel="stylesheet" crossorigin', '<link rel="stylesheet"'),
    },
  };
}
