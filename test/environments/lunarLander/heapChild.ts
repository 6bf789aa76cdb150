/** Prints by how many bytes the heap grew over 200 episodes. */
import * as planck from 'planck';
import { makeEnvironment } from '../../../src/environments/makeEnvironment.ts';

const { gc } = globalThis;
if (!gc) throw new Error('Start this with --expose-gc.');

const environment = makeEnvironment('LunarLander-v3', { planck });
const heapAfter = (episodes: number): number => {
  for (let episode = 0; episode < episodes; episode++) {
    environment.reset();
    // Without engines, it falls down within two seconds or so.
    while (!environment.step(0).terminated);
    if (episode % 50 === 0) environment.render?.();
  }
  gc();
  return process.memoryUsage().heapUsed;
};
// Compiled code and the machine's own caches settle in the first episodes.
const before = heapAfter(200);
console.log(heapAfter(200) - before);
