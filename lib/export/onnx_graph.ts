/**
 * Construction of the graph of an ONNX model. The first operand of each
 * operator is the result of the previous operator. Images are transposed
 * between the channels-last order of percept and the channels-first order of
 * ONNX.
 *
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3 for the field
 * numbers
 * @module
 */

import {
  type LayerPlan,
  type PlacedTensor,
  type Shape,
  sizeOf,
} from "../layer/mod.ts";

/** The fields of a protobuf message in order, each with its field number and value. */
export type Message = readonly (readonly [field: number, value: Value])[];

/**
 * The value of a field. A plain number is written as an integer, and `{ float
 * }` as a 32-bit float.
 */
type Value = number | string | Uint8Array | Message | {
  readonly float: number;
};

/** The type codes of ONNX for tensors and attributes. */
export const FLOAT = 1, DOUBLE = 11;
const INT64 = 7, ATTRIBUTE = { float: 1, int: 2, ints: 7 } as const;

/**
 * The memory layout of an example: `row` is a flat array, the other two layouts
 * are images.
 */
type Layout = "row" | "channelsLast" | "channelsFirst";

/**
 * An operator that takes the result of the previous operator as its first
 * operand. The second operand, if there is one, is a number, one number for
 * each column, or the weighted sums z of the layer.
 */
export type Step = readonly [
  operator: string,
  other?: number | readonly number[] | "z",
];

/** The operators of a model and their tensors. */
export class Graph {
  readonly #nodes: {
    readonly operator: string;
    readonly inputs: readonly string[];
    readonly attributes: readonly Message[];
    output: string;
  }[] = [];
  readonly #tensors: Message[] = [];
  readonly #parameters: Float32Array;
  #value = "input"; // the name of the last operator's result
  #layout: Layout = "row";

  /**
   * Starts a graph whose first operator reads the tensor `input`.
   *
   * @param parameters All parameters in one array, at the offsets that the plan
   * gives.
   */
  constructor(parameters: Float32Array) {
    this.#parameters = parameters;
  }

  /**
   * Appends an operator whose first operand is the result of the operator that
   * was appended before it.
   */
  put(
    operator: string,
    others: readonly string[] = [],
    attributes: readonly Message[] = [],
  ): void {
    const inputs = [this.#value, ...others];
    this.#value = `value${this.#nodes.length}`;
    this.#nodes.push({ operator, inputs, attributes, output: this.#value });
  }

  /**
   * Appends operators. The operand `z` in `steps` means the value that the
   * graph computed before these operators were appended.
   */
  follow(steps: readonly Step[], isDouble = false): void {
    const z = this.#value, Numbers = isDouble ? Float64Array : Float32Array;
    for (const [operator, other] of steps) {
      if (other === undefined) this.put(operator);
      else if (other === "z") this.put(operator, [z]);
      else {
        const data = Numbers.from([other].flat());
        const dims = typeof other === "number" ? [] : [data.length];
        this.put(operator, [this.constant(dims, data)]);
      }
    }
  }

  /**
   * Converts an image of shape `[rows, columns, channels]` to the given layout.
   * An example that does not have three dimensions is unchanged.
   */
  arrange(layout: Layout, shape: Shape): void {
    const from = this.#layout, [rows, columns, channels] = shape;
    if (shape.length !== 3 || layout === from) return;
    const dims = {
      row: [sizeOf(shape)],
      channelsLast: shape,
      channelsFirst: [channels, rows, columns],
    };
    const reshape = (to: Layout) => {
      const all = BigInt64Array.from([0, ...dims[to]], BigInt); // 0 means that the size of this dimension is unchanged
      this.put("Reshape", [this.constant([all.length], all)]);
    };
    const isOther = (layout: Layout) =>
      // with one channel or one pixel, the channels-first order is also channels-last
      layout === "channelsFirst" && channels > 1 && rows * columns > 1;
    if (isOther(from) === isOther(layout)) reshape(layout);
    else {
      if (from === "row") reshape("channelsLast");
      const perm = isOther(layout) ? [0, 3, 1, 2] : [0, 2, 3, 1];
      this.put("Transpose", [], [ints("perm", perm)]);
      if (layout === "row") reshape("row");
    }
    this.#layout = layout;
  }

  /** Adds a tensor and returns its name. */
  constant(
    dims: Shape,
    data: Float32Array | Float64Array | BigInt64Array,
    name = `constant${this.#tensors.length}`,
  ): string {
    const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const type = data instanceof Float32Array
      ? FLOAT
      : data instanceof Float64Array
      ? DOUBLE
      : INT64;
    this.#tensors.push([
      ...dims.map((dim) => [1, dim] as const),
      [2, type],
      [8, name],
      [9, raw],
    ]);
    return name;
  }

  /** Adds all tensors of a layer, and returns their names in order. */
  tensorsOf(layer: LayerPlan): string[] {
    return [...layer.tensors, ...layer.statistics].map((tensor) =>
      this.constant(
        tensor.shape,
        this.numbersOf(tensor),
        `${layer.name}.${tensor.name}`,
      )
    );
  }

  /** The values of a tensor of the plan. */
  numbersOf({ shape, offset }: PlacedTensor): Float32Array {
    return this.#parameters.subarray(offset, offset + sizeOf(shape));
  }

  /**
   * The graph as a protobuf message; the last operator's result becomes the
   * tensor `output`.
   */
  message(name: string): Message {
    this.#nodes[this.#nodes.length - 1].output = "output";
    return [
      ...this.#nodes.map(({ operator, inputs, output, attributes }) =>
        [1, [
          ...inputs.map((input) => [1, input] as const),
          [2, output],
          [4, operator],
          ...attributes.map((attribute) => [5, attribute] as const),
        ]] as const
      ),
      [2, name],
      ...this.#tensors.map((tensor) => [5, tensor] as const),
    ];
  }
}

/** An integer attribute. */
export function int(name: string, value: number): Message {
  return [[1, name], [3, value], [20, ATTRIBUTE.int]];
}

/** An attribute that is a list of integers. */
export function ints(name: string, values: readonly number[]): Message {
  const all = values.map((value) => [8, value] as const);
  return [[1, name], ...all, [20, ATTRIBUTE.ints]];
}

/** A float attribute. */
export function float(name: string, value: number): Message {
  return [[1, name], [2, { float: value }], [20, ATTRIBUTE.float]];
}
