import { readdirSync, readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

const AGENTS = new URL('../public/agents/', import.meta.url);

/**
 * Writes `fromDisk.js`: what a page that was opened from the disk cannot fetch, the agents and
 * the source of the worker, as a script, which it may load. No other page loads it.
 */
export function fromDisk(): Plugin {
  return {
    name: 'from-disk',
    apply: 'build',
    generateBundle(_, bundle) {
      const worker = Object.values(bundle).find(({ fileName }) => isWorker(fileName));
      const code = worker?.type === 'asset' ? String(worker.source) : (worker?.code ?? '');
      const files = Object.fromEntries(
        readdirSync(AGENTS).map((name) => {
          return [`agents/${name}`, readFileSync(new URL(name, AGENTS)).toString('base64')];
        }),
      );
      const source = `globalThis.deepqStudioDisk = ${JSON.stringify({ worker: code, files })};\n`;
      this.emitFile({ type: 'asset', fileName: 'fromDisk.js', source });
    },
  };
}

function isWorker(fileName: string): boolean {
  return /worker-[\w-]+\.js$/i.test(fileName);
}
