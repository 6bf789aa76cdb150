import type { StateArrayType, TensorInParts } from '../state/tensorInParts.ts';

/**
 * What is kept of every slot beside its observations: the one list that storage,
 * batches and states are made from. Shape of each: `[slots]`.
 */
export interface SlotColumns {
  readonly actions: Int32Array;
  readonly rewards: Float32Array;
  /** 1 where the episode terminated, else 0. */
  readonly terminated: Uint8Array;
  /** 1 where the episode was cut short, else 0. */
  readonly truncated: Uint8Array;
  /** Where the next observation lies. */
  readonly next: Int32Array;
}

/** The name of one of them. */
export type SlotColumn = keyof SlotColumns;

type ColumnTypes = { readonly [K in SlotColumn]: StateArrayType<SlotColumns[K]> };

const types: ColumnTypes = {
  actions: Int32Array,
  rewards: Float32Array,
  terminated: Uint8Array,
  truncated: Uint8Array,
  next: Int32Array,
};

/** The columns of some slots as tensors of shape `[slots]`, which may come in parts. */
export type SlotTensors = { readonly [K in SlotColumn]: TensorInParts<SlotColumns[K]> };

/** Columns of zeros. */
export function createSlotColumns(slots: number): SlotColumns {
  return mapColumns((_, ArrayType) => new ArrayType(slots)) as SlotColumns;
}

/** Makes a record with an entry for each column, but for those left out. */
export function mapColumns<T>(
  make: (name: SlotColumn, type: ColumnTypes[SlotColumn]) => T,
  leftOut: readonly SlotColumn[] = [],
): Record<SlotColumn, T> {
  const names = (Object.keys(types) as SlotColumn[]).filter((name) => !leftOut.includes(name));
  return Object.fromEntries(names.map((name) => [name, make(name, types[name])])) as Record<
    SlotColumn,
    T
  >;
}
