/**
 * `npm run bench:gpu`: makes the folder output/gpu-bench, which times updates on a
 * machine that has a GPU and Node, and nothing else of this repository: copy it there
 * and run `sh run.sh`. The machine needs the driver of its GPU and libvulkan1.
 */
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

const folder = 'output/gpu-bench';
const dawn = 'node_modules/webgpu';

await rm(folder, { recursive: true, force: true });
await mkdir(`${folder}/${dawn}/dist`, { recursive: true });
await build({
  entryPoints: ['bench/support/gpuMain.ts'],
  outfile: `${folder}/bench.mjs`,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'es2022',
  external: ['webgpu'],
});
for (const part of ['index.js', 'package.json', 'dist/linux-x64']) {
  await cp(`${dawn}/${part}`, `${folder}/${dawn}/${part}`, { recursive: true, dereference: true });
}
const lines = [
  '#!/bin/sh',
  '# Times updates on the GPU of this machine. Arguments: --rounds, --seconds, --loop, a workload.',
  'cd "$(dirname "$0")" || exit 1',
  '# Some loaders of Vulkan want a folder of their own.',
  'export XDG_RUNTIME_DIR="${XDG_RUNTIME_DIR:-/tmp}"',
  'exec "${NODE:-node}" bench.mjs "$@"',
  '',
];
await writeFile(`${folder}/run.sh`, lines.join('\n'), { mode: 0o755 });
console.log(`${folder} is ready: copy it to the machine with the GPU, and run sh run.sh there.`);
