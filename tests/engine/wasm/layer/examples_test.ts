import { assertEquals } from "@std/assert";
import {
  classesOf,
  hasBackground,
  nonZeros,
  pays,
} from "../../../../lib/engine/wasm/layer/examples.ts";
import { frame } from "../../../../lib/frame.ts";

Deno.test("nonZeros() counts the inputs that are not 0, and the largest number of them in one example", () => {
  const inputs = frame([[0, 1, -2], [0, 0, -0], [3, 0, 0]]);
  assertEquals(nonZeros(inputs), { all: 3, longest: 2 });
  assertEquals(nonZeros(frame([[0, 0]])), { all: 0, longest: 0 });
});

Deno.test("pays() is true if less than 40 % of the inputs are not 0 and there are 16 inputs or more", () => {
  const of = (columns: number) => ({
    ...{ rows: 10, columns },
    data: new Float32Array(10 * columns),
  });
  // 40 % of 160 is 64
  assertEquals([pays(of(16), 63), pays(of(16), 64)], [true, false]);
  assertEquals([pays(of(15), 0), pays(of(17), 0)], [false, true]);
});

Deno.test("hasBackground() is true for bytes if the byte 0 has a value other than 0", () => {
  const bytes = { rows: 1, columns: 2, data: Uint8Array.of(0, 1) };
  assertEquals(hasBackground({ ...bytes, scale: [0.01, 1] }), true);
  assertEquals(hasBackground({ ...bytes, scale: [0, 1] }), false);
  assertEquals(hasBackground(frame([[0.5, 0]])), false);
});

Deno.test("classesOf() is the position of the largest target of each example", () => {
  const targets = frame([[0, 0, 1], [0.2, 0.9, 0.1], [1, 0, 0]]);
  const classes = classesOf({ inputs: frame([[1], [1], [1]]), targets });
  assertEquals([...classes], [2, 1, 0]);
});
