/**
 * What is kept of every slot beside its observations, and the array type of
 * each: the one list that storage, batches and states are made from.
 */
interface ColumnTypes {
  readonly actions: Int32ArrayConstructor;
  readonly rewards: Float32ArrayConstructor;
  /** 1 where the episode terminated, else 0. */
  readonly terminated: Uint8ArrayConstructor;
  /** 1 where the episode was cut short, else 0. */
  readonly truncated: Uint8ArrayConstructor;
  /** Where the next observation lies. */
  readonly next: Int32ArrayConstructor;
}

const types: ColumnTypes = {
  actions: Int32Array,
  rewards: Float32Array,
  terminated: Uint8Array,
  truncated: Uint8Array,
  next: Int32Array,
};

/** The name of one of them. */
export type SlotColumn = keyof ColumnTypes;

/** The columns of some slots. Shape of each: `[slots]`. */
export type SlotColumns = { readonly [K in SlotColumn]: InstanceType<ColumnTypes[K]> };

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
