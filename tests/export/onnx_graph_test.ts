/**
 * Tests of ONNX graphs. The numbers are the field numbers in onnx.proto3.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import {
  float,
  Graph,
  int,
  ints,
  type Message,
} from "../../lib/export/onnx_graph.ts";

/** The values of a field of a message. */
const all = (message: Message, field: number) =>
  message.filter(([number]) => number === field).map(([, value]) => value);

/** The nodes of a graph: operator, inputs, output, and the integers of its attributes. */
function nodesOf(graph: Graph) {
  return (all(graph.message("net"), 1) as Message[]).map((node) => [
    ...all(node, 4),
    all(node, 1),
    ...all(node, 2),
    ...(all(node, 5) as Message[]).map((attribute) => all(attribute, 8)),
  ]);
}

/** The tensors of a graph: name, sizes, type and bytes. */
function tensorsOf(graph: Graph) {
  return (all(graph.message("net"), 5) as Message[]).map((tensor) => {
    const [raw] = all(tensor, 9) as Uint8Array[];
    return [...all(tensor, 8), all(tensor, 1), ...all(tensor, 2), raw.slice()];
  });
}

Deno.test("int(), ints() and float() make attributes with a name, a value and a type", () => {
  // AttributeProto: name 1, f 2, i 3, ints 8, type 20; FLOAT 1, INT 2, INTS 7
  assertEquals(int("axis", 3), [[1, "axis"], [3, 3], [20, 2]]);
  assertEquals(ints("perm", [2, 0]), [
    ...[[1, "perm"], [8, 2], [8, 0], [20, 7]] as const,
  ]);
  assertEquals(float("alpha", 0.5), [
    ...[[1, "alpha"], [2, { float: 0.5 }], [20, 1]] as const,
  ]);
});

Deno.test("Graph applies each operator to the previous result", () => {
  const graph = new Graph(new Float32Array());
  graph.put("Relu");
  graph.follow([["Sigmoid"], ["Mul", "z"], ["Add", 2], ["Sub", [1, 3]]]);
  assertEquals(nodesOf(graph), [
    ["Relu", ["input"], "value0"],
    ["Sigmoid", ["value0"], "value1"],
    ["Mul", ["value1", "value0"], "value2"],
    ["Add", ["value2", "constant0"], "value3"],
    ["Sub", ["value3", "constant1"], "output"],
  ]);
  // TensorProto: dims 1, data_type 2 (FLOAT is 1), name 8, raw_data 9
  const bytes = (...numbers: number[]) =>
    new Uint8Array(Float32Array.from(numbers).buffer);
  assertEquals(tensorsOf(graph), [
    ["constant0", [], 1, bytes(2)],
    ["constant1", [2], 1, bytes(1, 3)],
  ]);
  assertEquals(all(graph.message("net"), 2), ["net"]);
  const fine = new Graph(new Float32Array());
  fine.follow([["Add", 0.1]], true);
  const double = new Uint8Array(Float64Array.of(0.1).buffer);
  assertEquals(tensorsOf(fine), [["constant0", [], 11, double]]);
});

Deno.test("Graph.arrange() transposes images between the layouts of percept and ONNX", async (t) => {
  const transpose = (...perm: number[]) => ["Transpose", perm];
  const cases: Record<string, [
    shape: number[],
    layouts: ("row" | "channelsLast" | "channelsFirst")[],
    expected: unknown[][],
  ]> = {
    "to the order of ONNX and back": [
      [4, 5, 3],
      ["channelsFirst", "channelsFirst", "row"],
      [
        ["Reshape", [0, 4, 5, 3]],
        transpose(0, 3, 1, 2),
        transpose(0, 2, 3, 1),
        ["Reshape", [0, 60]],
      ],
    ],
    "to images, and their order": [
      [4, 5, 3],
      ["channelsLast", "channelsFirst", "channelsLast"],
      [
        ["Reshape", [0, 4, 5, 3]],
        transpose(0, 3, 1, 2),
        transpose(0, 2, 3, 1),
      ],
    ],
    "of one channel": [[4, 5, 1], ["channelsFirst", "row"], [
      ["Reshape", [0, 1, 4, 5]],
      ["Reshape", [0, 20]],
    ]],
    "of one pixel": [[1, 1, 3], ["channelsFirst", "row"], [
      ["Reshape", [0, 3, 1, 1]],
      ["Reshape", [0, 3]],
    ]],
    "of one column": [[4, 1, 3], ["channelsFirst"], [
      ["Reshape", [0, 4, 1, 3]],
      transpose(0, 3, 1, 2),
    ]],
    "rows that are no images": [[20], ["channelsFirst", "row"], []],
    "rows that stay": [[4, 5, 3], ["row"], []],
  };
  for (const [name, [shape, layouts, expected]] of Object.entries(cases)) {
    await t.step(name, () => {
      const graph = new Graph(new Float32Array());
      for (const layout of layouts) graph.arrange(layout, shape);
      if (expected.length === 0) {
        graph.put("Identity");
        assertEquals(nodesOf(graph), [["Identity", ["input"], "output"]]);
        return;
      }
      const sizes = new Map(
        tensorsOf(graph).map(([name, , type, raw]) => {
          assertEquals(type, 7); // INT64
          const { buffer } = raw as Uint8Array;
          return [
            name,
            [...new BigInt64Array(buffer as ArrayBuffer)].map(Number),
          ];
        }),
      );
      const found = nodesOf(graph).map(([operator, inputs, , perm]) => [
        operator,
        perm ?? sizes.get((inputs as string[])[1]),
      ]);
      assertEquals(found, expected);
    });
  }
});
