import { encode, float, integer, message, raw, text, type Field } from './protobuf.ts';

// Numbers of fields and types as in https://github.com/onnx/onnx/blob/main/onnx/onnx.proto

/** How ONNX numbers the types of elements. */
export const ELEMENT = { float32: 1, uint8: 2, int64: 7 } as const;

/** What an operator is told beside its inputs: whole numbers, lists of them, or `{ float }`. */
export type Attribute = number | readonly number[] | { readonly float: number };

const OPSET = 17;
const IR_VERSION = 8;

/** Collects operators and constants, and writes them as a model. */
export class OnnxGraph {
  readonly #nodes: Field[] = [];
  readonly #constants: Field[] = [];
  #names = 0;

  /**
   * Adds an operator.
   *
   * @returns The name of its output.
   */
  add(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    output = `${operator.toLowerCase()}_${this.#names++}`,
  ): string {
    const fields = [
      ...inputs.map((input) => text(1, input)),
      text(2, output),
      text(3, output),
      text(4, operator),
      ...Object.entries(attributes).map(([name, value]) => attributeField(name, value)),
    ];
    this.#nodes.push(message(1, fields));
    return output;
  }

  /**
   * Adds numbers that do not change.
   *
   * @returns Their name.
   */
  constant(name: string, shape: readonly number[], data: Float32Array | BigInt64Array): string {
    const type = data instanceof Float32Array ? ELEMENT.float32 : ELEMENT.int64;
    const fields = [...shape.map((length) => integer(1, length)), integer(2, type)];
    this.#constants.push(message(5, [...fields, text(8, name), raw(9, data)]));
    return name;
  }

  /** Gives the numbers another shape; −1 stands for what is left. */
  reshape(input: string, shape: readonly number[]): string {
    const lengths = BigInt64Array.from(shape, BigInt);
    const name = this.constant(`shape_${this.#names++}`, [shape.length], lengths);
    return this.add('Reshape', [input, name]);
  }

  /** The model. Inputs and outputs come in batches. */
  encode(input: Field, output: Field): Uint8Array<ArrayBuffer> {
    const graph = [...this.#nodes, text(2, 'policy'), ...this.#constants, input, output];
    return encode([
      integer(1, IR_VERSION),
      text(2, 'deepq'),
      message(7, graph),
      message(8, [text(1, ''), integer(2, OPSET)]),
    ]);
  }
}

/** An input (field 11) or an output (12) of the graph, of shape `[batch, ...shape]`. */
export function valueField(
  field: 11 | 12,
  name: string,
  element: number,
  shape: readonly number[],
): Field {
  const lengths = shape.map((length) => message(1, [integer(1, length)]));
  const dimensions = message(2, [message(1, [text(2, 'batch')]), ...lengths]);
  const tensor = message(1, [integer(1, element), dimensions]);
  return message(field, [text(1, name), message(2, [tensor])]);
}

function attributeField(name: string, value: Attribute): Field {
  if (typeof value === 'number') {
    return message(5, [text(1, name), integer(3, value), integer(20, 2)]);
  }
  if ('float' in value) {
    return message(5, [text(1, name), float(2, value.float), integer(20, 1)]);
  }
  return message(5, [text(1, name), ...value.map((each) => integer(8, each)), integer(20, 7)]);
}
