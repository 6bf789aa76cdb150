import type { Engine, EngineFactory, LateResult } from '../../src/engines/engine.ts';
import { simd } from '../../src/engines/simd/simd.ts';
import { beginUpdate, finishUpdate, HeadResults, readSync } from '../../src/qnetwork/update.ts';

/** An engine that makes whole updates, with a view of what is on its way. */
export interface LateEngine extends EngineFactory {
  /** Updates whose numbers have not been delivered. */
  readonly onTheirWay: number;
  /** The most that were on their way at once. */
  readonly most: number;
}

/**
 * The simd engine as one that makes whole updates and delivers their numbers late, as
 * a GPU does.
 *
 * @param arrive - Resolves when the numbers of the next update arrive.
 * @param knows - Whether it makes updates of heads at all.
 */
export function lateEngine(
  arrive: () => Promise<void> = () => new Promise((resolve) => setTimeout(resolve, 1)),
  knows = true,
): LateEngine {
  let onTheirWay = 0;
  let most = 0;
  const deliver = async (now: () => LateResult): Promise<LateResult> => {
    // Computed at once, in the order of the calls, as on a device.
    const outcome = attempt(now);
    onTheirWay++;
    most = Math.max(most, onTheirWay);
    await arrive();
    onTheirWay--;
    if ('error' in outcome) throw outcome.error;
    return outcome.result;
  };
  return {
    name: 'late',
    get onTheirWay() {
      return onTheirWay;
    },
    get most() {
      return most;
    },
    create(options) {
      const engine = simd().create(options);
      const learn: Engine['learn'] = (head, batch, draws, learningRate) => {
        if (!knows) return null;
        const result = deliver(() => {
          const pending = beginUpdate(engine, head, batch, () => draws);
          const outputs = readSync(pending);
          const results = new HeadResults();
          const update = finishUpdate(engine, head, pending, outputs, results, learningRate);
          const { loss, meanQ, tdErrors } = update;
          return { loss, meanQ, tdErrors: tdErrors.slice(), gradientNorm: engine.gradientNorm };
        });
        return { updates: engine.updates, result };
      };
      return new Proxy(engine, {
        get(target, name) {
          if (name === 'reads') return 'async';
          if (name === 'learn') return learn;
          const value: unknown = Reflect.get(target, name, target);
          return typeof value === 'function' ? (value.bind(target) as unknown) : value;
        },
      });
    },
  };
}

function attempt(now: () => LateResult): { result: LateResult } | { error: unknown } {
  try {
    return { result: now() };
  } catch (error) {
    return { error };
  }
}
