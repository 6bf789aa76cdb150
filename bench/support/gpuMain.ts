// What `npm run bench:gpu` bundles: times updates where only Node, Dawn and a GPU are.
// Usage: node bench.mjs [--rounds 9] [--seconds 2] [--loop 2000] [--precision float16] [--subgroups]
//   [words of the name of a workload]
// --loop: times whole loops of so many steps on frames beside it.
// --precision, --subgroups: as the options of webgpu().
import { create } from 'webgpu';
import { requestDevice } from '../../src/engines/webgpu/device.ts';
import { simd } from '../../src/engines/simd/simd.ts';
import { webgpu } from '../../src/engines/webgpu/webgpu.ts';
import { loopOnFrames } from './gpuLoop.ts';
import { gpuWorkloads, measureOnGpu } from './gpuReport.ts';
import { formatTable } from './table.ts';

const args = process.argv.slice(2);
const numberAfter = (name: string, otherwise: number): number => {
  const at = args.indexOf(name);
  return at < 0 ? otherwise : Number(args.splice(at, 2)[1]);
};
const rounds = numberAfter('--rounds', 9);
const minSeconds = numberAfter('--seconds', 2);
const loopSteps = numberAfter('--loop', 0);
const hasFlag = (name: string): boolean => {
  const at = args.indexOf(name);
  if (at >= 0) args.splice(at, 1);
  return at >= 0;
};
const subgroups = hasFlag('--subgroups');
const precisionAt = args.indexOf('--precision');
const asked = precisionAt < 0 ? 'float32' : args.splice(precisionAt, 2)[1];
if (asked !== 'float32' && asked !== 'float16') throw new Error('--precision float32 or float16');
const math = { precision: asked, subgroups } as const;
const wanted = args.join(' ');
// Options of Dawn, such as those that switch off the bounds checks that pages have:
// DAWN=enable-dawn-features=disable_robustness
const gpu = create((process.env['DAWN'] ?? '').split(' ').filter(Boolean));
const device = await requestDevice({ gpu, ...math });
for (const workload of gpuWorkloads.filter(({ name }) => name.includes(wanted))) {
  for (const { title, rows } of await measureOnGpu(device, workload, { rounds, minSeconds })) {
    console.log(`\n${title}\n\n${formatTable(rows)}`);
  }
}
device.gpu.destroy();
if (loopSteps > 0) {
  const engines = {
    'webgpu, frames on the GPU': await webgpu({ gpu, ...math }),
    'webgpu, frames uploaded': await webgpu({ gpu, ...math, framesOnGpu: 0 }),
    'simd, one thread': simd({ threads: 1 }),
    'simd, its default of threads': simd(),
  };
  const rows = [];
  for (const [engine, factory] of Object.entries(engines)) {
    rows.push({ engine, 'steps/s': await loopOnFrames(factory, loopSteps) });
  }
  console.log(`\nNature CNN on frames, an update every 4 steps\n\n${formatTable(rows)}`);
}
