import { assertEquals, assertNotEquals } from "@std/assert";
import { reference } from "../../../lib/engine/reference/mod.ts";
import { frame64 } from "../../../lib/frame.ts";
import type { Numbers } from "../../../lib/formula/mod.ts";
import { none } from "../contract.ts";
import { network, normals, upTo } from "./_network.ts";

/**
 * One step of a network with a relu layer and an identity layer. These loops do
 * not skip zeros and share no code with the engine, but round the same numbers.
 */
function plainStep(
  parameters: Numbers,
  [I, H, O]: [number, number, number],
  x: Numbers,
  target: Numbers,
  rate: number,
): void {
  const round = parameters instanceof Float32Array ? Math.fround : Number;
  const zeros = (length: number) => parameters.slice(0, length).fill(0);
  const W = parameters.subarray(0, (I + 1) * H);
  const V = parameters.subarray((I + 1) * H);
  const z = zeros(H), a = zeros(H), da = zeros(H), out = zeros(O), d = zeros(O);
  for (let h = 0; h < H; h++) {
    z[h] = W[I * H + h];
    for (let i = 0; i < I; i++) z[h] += x[i] * W[i * H + h];
    a[h] = Math.max(z[h], 0);
  }
  for (let o = 0; o < O; o++) {
    out[o] = V[H * O + o];
    for (let h = 0; h < H; h++) out[o] += a[h] * V[h * O + o];
    d[o] = 2 * (out[o] - target[o]);
  }
  for (let h = 0; h < H; h++) {
    let sum = 0;
    for (let o = 0; o < O; o++) sum += d[o] * V[h * O + o];
    da[h] = z[h] > 0 ? sum : 0;
  }
  for (let o = 0; o < O; o++) {
    for (let h = 0; h < H; h++) V[h * O + o] -= rate * round(a[h] * d[o]);
    V[H * O + o] -= rate * d[o];
  }
  for (let h = 0; h < H; h++) {
    for (let i = 0; i < I; i++) W[i * H + h] -= rate * round(x[i] * da[h]);
    W[I * H + h] -= rate * da[h];
  }
}

Deno.test("skipping zeros gives the same bits as loops that skip none", async (t) => {
  const sizes: [number, number, number] = [5, 4, 3];
  const rows: [name: string, rows: number[][]][] = [
    ["zeros", [[0, 0, 0, 0, 0], [0, 0.5, 0, -1, 0]]],
    ["zeros of both signs", [[-0, 0, -0, 2, -0], [-0, -0, -0, -0, -0]]],
    ["the smallest numbers", [[5e-324, -5e-324, 1e-45, -1e-46, 1e-300]]],
    ["no zeros", [[0.1, 0.2, 0.3, 0.4, 0.5], [-1, -2, -3, -4, -5]]],
    ["large and zero", [[1e3, 0, -1e3, 0, 1]]],
  ];
  for (const precision of ["float32", "float64"] as const) {
    for (const [name, inputs] of rows) {
      await t.step(`${name}, ${precision}`, () => {
        const plan = network(5, [[4, "relu"], [3, "identity"]], { precision });
        const frame = frame64(inputs);
        const targets = frame64(inputs.map((_, b) => [b, 1, -1]));
        const start = normals(plan.parameters, "skip");
        const program = reference.program(plan, start, {
          inputs: frame,
          targets,
        });
        const plain = program.parameters();
        for (let round = 0; round < 3; round++) {
          for (let b = 0; b < inputs.length; b++) {
            const x = plain.slice(0, 5);
            x.set(inputs[b]);
            plainStep(
              plain,
              sizes,
              x,
              targets.data.slice(3 * b, 3 * b + 3),
              2 ** -6, // a power of two, so that the division by the batch size is exact
            );
          }
          program.train(upTo(inputs.length), 2 ** -6, none());
        }
        const found = program.parameters();
        for (let p = 0; p < found.length; p++) {
          assertEquals(Object.is(found[p], plain[p]), true, `parameter ${p}`);
        }
      });
    }
  }
});

Deno.test("gradient() is 0 for an input that is 0 in every example", () => {
  const plan = network(3, [[2, "identity"]], { batchSize: 2 });
  const program = reference.program(plan, normals(8, "untouched"), {
    inputs: frame64([[0, 1, 0], [0, 0, 2]]),
    targets: frame64([[0, 0], [0, 0]]),
  });
  const { gradient } = program.gradient(upTo(2));
  assertEquals([...gradient.subarray(0, 2)], [0, 0]);
  gradient.subarray(2).forEach((slope) => assertNotEquals(slope, 0));
});
