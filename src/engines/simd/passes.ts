import type { Architecture } from '../../networks/architecture.ts';
import type { Arena, Pointer } from './arena.ts';
import type { Pass } from './graph.ts';
import type { Kernels } from './kernels.ts';
import { createWorkspace, enough, type PassName } from './workspace.ts';

/** What passes are made from. */
export interface PassParts {
  readonly arena: Arena;
  readonly kernels: Kernels;
  readonly architecture: Architecture;
  /** Where the weights of each pass are. */
  readonly weights: Readonly<Record<PassName, Pointer>>;
  readonly gradient: Pointer;
  /** Told how many numbers kernels pack their operands into. */
  readonly reserve: (numbers: number) => void;
}

/** The passes of an engine, each laid out when it is first made. */
export class Passes {
  readonly #parts: PassParts;
  readonly #present: Partial<Record<PassName, Pass>> = {};

  constructor(parts: PassParts) {
    this.#parts = parts;
  }

  get online(): Pass | undefined {
    return this.#present.online;
  }

  get target(): Pass | undefined {
    return this.#present.target;
  }

  get training(): Pass | undefined {
    return this.#present.training;
  }

  /**
   * What a pass works with, made anew with twice the room where it is too small.
   *
   * @param spread - The fractions of all observations together; `batch` if there are none.
   */
  prepare(name: PassName, batch: number, spread: number): Pass {
    const present = this.#present[name];
    const { capacity = 0, spread: spreadCapacity = 0 } = present?.workspace ?? {};
    if (present && capacity >= batch && spreadCapacity >= spread) return present;
    const { arena, kernels, architecture, weights, gradient, reserve } = this.#parts;
    const rows = enough(capacity, batch);
    const fractions = enough(spreadCapacity, spread);
    const workspace = createWorkspace(arena, architecture, rows, fractions, name);
    reserve(workspace.scratchSize);
    const pass: Pass = {
      kernels,
      architecture,
      parameters: architecture.parameters,
      workspace,
      scratch: workspace.scratch,
      input: workspace.input,
      noise: 0,
      fractions: workspace.fractions,
      fractionCount: 1,
      taken: 0,
      weights: weights[name],
      gradient,
    };
    this.#present[name] = pass;
    return pass;
  }
}
