import { OptionsError } from '../../errors.ts';

/** Where the root is; so that the children of each node begin at a multiple of 8. */
const ROOT = 7;

/**
 * Numbers with their sum, of which one can be changed, and one be found by a
 * share of the sum, in a time that grows with the logarithm of their count.
 *
 * Every node has eight children, side by side: these are one line of the cache,
 * so a tree of 1,000,000 costs seven fetches instead of the twenty of a binary
 * one. A node is always the sum of its children as they are, never corrected by
 * differences: the sums depend on the leaves alone, and rounding cannot pile up.
 *
 * Node n has the children 8 · (n − 6) to 8 · (n − 6) + 7.
 */
export class SumTree {
  /** All nodes, level by level, the leaves last. */
  readonly #nodes: Float64Array;
  readonly #firstLeaf: number;

  /** @throws {OptionsError} If there is not enough memory. */
  constructor(leaves: number) {
    let firstLeaf = ROOT;
    for (let width = 1; width < leaves; width *= 8) firstLeaf = 8 * (firstLeaf - 6);
    this.#firstLeaf = firstLeaf;
    try {
      // Node numbers are shifted, which takes 31 bits at most.
      if (leaves > 2 ** 30) throw new RangeError('Too many nodes.');
      this.#nodes = new Float64Array(firstLeaf + 8 * Math.ceil(leaves / 8));
    } catch (cause) {
      throw new OptionsError(
        `Priorities of ${leaves} transitions need more memory than can be allocated; ` +
          "lower the replay buffer's capacity.",
        { cause },
      );
    }
  }

  /** The sum of all leaves. */
  get total(): number {
    return this.#nodes[ROOT] as number;
  }

  get(leaf: number): number {
    return this.#nodes[this.#firstLeaf + leaf] as number;
  }

  /** Changes a leaf. */
  set(leaf: number, value: number): void {
    const nodes = this.#nodes;
    let node = this.#firstLeaf + leaf;
    nodes[node] = value;
    while (node > ROOT) {
      const first = node & ~7;
      node = (node >> 3) + 6;
      nodes[node] = sumOfEight(nodes, first);
    }
  }

  /**
   * Finds the leaves on which points lie, where each leaf is as long as its
   * number: leaf 0 from 0 on, and so forth. Never a leaf of 0.
   *
   * All points go down one level before any goes down the next, so that the
   * processor waits for several lines of memory at a time.
   *
   * @param points - In `[0, total)`, where the total is above 0. Overwritten.
   * @param leaves - Filled; as long as `points`.
   */
  find(points: Float64Array, leaves: Int32Array): void {
    const nodes = this.#nodes;
    leaves.fill(ROOT);
    for (let level = ROOT; level < this.#firstLeaf; level = 8 * (level - 6)) {
      for (let row = 0; row < leaves.length; row++) {
        let rest = points[row] as number;
        let child = 8 * ((leaves[row] as number) - 6);
        const last = child + 7;
        let sum = nodes[child] as number;
        while (rest >= sum && child < last) {
          rest -= sum;
          child += 1;
          sum = nodes[child] as number;
        }
        if (rest >= sum) {
          // By rounding the point lies a hair beyond all children.
          while (nodes[child] === 0) child -= 1;
          rest = nodes[child] as number;
        }
        points[row] = rest;
        leaves[row] = child;
      }
    }
    for (let row = 0; row < leaves.length; row++) {
      leaves[row] = (leaves[row] as number) - this.#firstLeaf;
    }
  }

  /** A copy of the first leaves. */
  toArray(leaves: number): Float64Array {
    return this.#nodes.slice(this.#firstLeaf, this.#firstLeaf + leaves);
  }

  /** Replaces all leaves; those beyond the end of `leaves` become 0. */
  fill(leaves: Float64Array): void {
    const nodes = this.#nodes;
    nodes.fill(0, this.#firstLeaf);
    nodes.set(leaves, this.#firstLeaf);
    for (let node = this.#firstLeaf - 1; node >= ROOT; node--) nodes[node] = this.#sumBelow(node);
  }

  /** Throws if the structure contradicts itself; slow. */
  checkValid(leaves: number): void {
    const nodes = this.#nodes;
    for (let node = this.#firstLeaf; node < nodes.length; node++) {
      const value = nodes[node] as number;
      const isUsed = node - this.#firstLeaf < leaves;
      if (!(isUsed ? value > 0 && value < Infinity : value === 0)) {
        throw new Error(`Leaf ${node - this.#firstLeaf} of ${leaves} is ${value}.`);
      }
    }
    for (let node = ROOT; node < this.#firstLeaf; node++) {
      if (nodes[node] !== this.#sumBelow(node)) throw new Error(`Node ${node} is no sum.`);
    }
  }

  /** Of an inner node; 0 where the tree has no leaves any more. */
  #sumBelow(node: number): number {
    const first = 8 * (node - 6);
    return first < this.#nodes.length ? sumOfEight(this.#nodes, first) : 0;
  }
}

/** In pairs, so that no addition waits for more than two others. */
function sumOfEight(values: Float64Array, first: number): number {
  const left =
    (values[first] as number) +
    (values[first + 1] as number) +
    ((values[first + 2] as number) + (values[first + 3] as number));
  const right =
    (values[first + 4] as number) +
    (values[first + 5] as number) +
    ((values[first + 6] as number) + (values[first + 7] as number));
  return left + right;
}
