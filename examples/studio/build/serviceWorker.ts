import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const PUBLIC = fileURLToPath(new URL('../public/', import.meta.url));
const TEMPLATE = new URL('serviceWorker.template.js', import.meta.url);

/**
 * Writes `serviceWorker.js` with the list of all files, and a version that changes with any of
 * them.
 */
export function serviceWorker(): Plugin {
  return {
    name: 'service-worker',
    apply: 'build',
    enforce: 'post',
    generateBundle(_, bundle) {
      const version = createHash('sha256');
      const built = Object.values(bundle).map((file) => {
        version.update(file.type === 'asset' ? file.source : file.code);
        return file.fileName;
      });
      const copied = readdirSync(PUBLIC, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => {
          const path = join(parentPath, name);
          version.update(readFileSync(path));
          return relative(PUBLIC, path).replaceAll('\\', '/');
        });
      const files = ['./', ...built, ...copied].filter(
        // The page is `./`; the other is for pages from the disk alone.
        (name) => name !== 'index.html' && name !== 'fromDisk.js' && !name.endsWith('.map'),
      );
      const source = readFileSync(TEMPLATE, 'utf8')
        .replace("'VERSION'", JSON.stringify(version.digest('hex').slice(0, 12)))
        .replace("['FILES']", JSON.stringify(files));
      this.emitFile({ type: 'asset', fileName: 'serviceWorker.js', source });
    },
  };
}
