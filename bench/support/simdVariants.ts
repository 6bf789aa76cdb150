import { hasRelaxedSimd } from '../../src/engines/simd/kernels.ts';
import { moduleBytes } from '../../src/engines/simd/moduleText.ts';
import { qHead } from '../../src/heads/qHead.ts';
import { QNetwork } from '../../src/qnetwork/qNetwork.ts';
import { operations } from './operations.ts';
import { peakText, relaxedPeakText } from './peak.generated.ts';
import type { RatedVariant } from './rates.ts';
import { randomBatch, type Workload } from './workloads.ts';
import { simd } from '../../src/engines/simd/simd.ts';

const peakRounds = 20_000;

/** Updates on the simd engine. */
export interface SimdVariants {
  /** Each build that runs here, and the most that the machine could do with it. */
  readonly variants: readonly RatedVariant[];
  readonly dispose: () => void;
}

/** Makes the simd engine for a workload, in the plain build and the relaxed one. */
export function simdVariants(workload: Workload): SimdVariants {
  const { environment, network: spec } = workload;
  const batch = randomBatch(workload);
  const networks: QNetwork[] = [];
  const variants = (hasRelaxedSimd() ? [false, true] : [false]).flatMap((relaxed) => {
    const head = qHead({ double: false });
    const options = { environment, network: spec, head, gradientClipNorm: null };
    const network = new QNetwork({ ...options, engine: simd({ relaxed }) });
    networks.push(network);
    const peak = peakVariant(relaxed);
    return [
      {
        name: `deepq, ${network.engine.backend}`,
        run: () => void network.update(batch),
        operations: operations(workload),
        peak: peak.name,
      },
      // In turn with the others, as the speed of the machine drifts.
      peak,
    ];
  });
  return {
    variants,
    dispose: () => {
      for (const network of networks) network.dispose();
    },
  };
}

/** Multiplies and adds in registers alone: the most that this machine could do. */
export function peakVariant(relaxed: boolean): RatedVariant {
  const module = new WebAssembly.Module(moduleBytes(relaxed ? relaxedPeakText : peakText));
  const env = { memory: new WebAssembly.Memory({ initial: 1 }) };
  const { exports } = new WebAssembly.Instance(module, { env });
  const peak = exports['peak'] as (rounds: number) => number;
  return {
    name: relaxed ? 'fused multiply-add in registers alone' : 'multiply, add in registers alone',
    run: () => void peak(peakRounds),
    operations: 96 * peakRounds,
    peak: null,
  };
}
