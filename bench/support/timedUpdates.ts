import { simd } from '../../src/engines/simd/simd.ts';
import { qHead } from '../../src/heads/qHead.ts';
import { QNetwork } from '../../src/qnetwork/qNetwork.ts';
import { randomBatch, workloads } from './workloads.ts';

/** Updates of one workload, by any number of threads. */
export interface TimedUpdates {
  /** @returns Updates a second, of so many seconds. */
  run(threads: number, seconds: number): number;
  dispose(): void;
}

/** Updates between two looks at the clock: some milliseconds of them. */
const BETWEEN = 2;

/** Makes networks of the named workload as they are asked for. */
export function timedUpdates(name: string): TimedUpdates {
  const workload = workloads.find((each) => each.name === name);
  if (!workload) throw new Error(`There is no workload "${name}".`);
  const batch = randomBatch(workload);
  const { environment, network: spec } = workload;
  const networks = new Map<number, QNetwork>();
  const make = (threads: number): QNetwork =>
    new QNetwork({
      environment,
      network: spec,
      head: qHead({ double: false }),
      gradientClipNorm: null,
      engine: simd({ threads }),
      seed: 1,
    });
  return {
    run(threads, seconds) {
      const network = networks.get(threads) ?? make(threads);
      networks.set(threads, network);
      const start = performance.now();
      let updates = 0;
      let passed = 0;
      while (passed < seconds * 1000) {
        for (let update = 0; update < BETWEEN; update++) network.update(batch);
        updates += BETWEEN;
        passed = performance.now() - start;
      }
      return (1000 * updates) / passed;
    },
    dispose() {
      for (const network of networks.values()) network.dispose();
    },
  };
}
