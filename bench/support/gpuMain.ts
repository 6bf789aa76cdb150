// What `npm run bench:gpu` bundles: times updates where only Node, Dawn and a GPU are.
// Usage: node bench.mjs [--rounds 9] [--seconds 2] [words of the name of a workload]
import { create } from 'webgpu';
import { requestDevice } from '../../src/engines/webgpu/device.ts';
import { gpuWorkloads, measureOnGpu } from './gpuReport.ts';
import { formatTable } from './table.ts';

const args = process.argv.slice(2);
const numberAfter = (name: string, otherwise: number): number => {
  const at = args.indexOf(name);
  return at < 0 ? otherwise : Number(args.splice(at, 2)[1]);
};
const rounds = numberAfter('--rounds', 9);
const minSeconds = numberAfter('--seconds', 2);
const wanted = args.join(' ');
// Options of Dawn, such as those that switch off the bounds checks that pages have:
// DAWN=enable-dawn-features=disable_robustness
const device = await requestDevice({
  gpu: create((process.env['DAWN'] ?? '').split(' ').filter(Boolean)),
});
for (const workload of gpuWorkloads.filter(({ name }) => name.includes(wanted))) {
  for (const { title, rows } of await measureOnGpu(device, workload, { rounds, minSeconds })) {
    console.log(`\n${title}\n\n${formatTable(rows)}`);
  }
}
device.gpu.destroy();
