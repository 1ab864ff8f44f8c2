import { assertEquals } from "@std/assert";
import {
  i32,
  Module,
  v128,
} from "../../../../lib/engine/wasm/code/assemble.ts";

/** The result of x * y + z in the four lanes of a vector. */
function result(fuses: boolean, [x, y, z]: readonly number[]) {
  const module = new Module(fuses);
  module.fn([], [], (local) => {
    const sum = local("v128");
    return [
      sum.set(v128.const(z)),
      sum.set(v128.add(sum.get, v128.mul(v128.const(x), v128.const(y)))),
      v128.store(i32.const(0), sum.get),
    ];
  }, "run");
  const bytes = module.assemble(1, false);
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
    env: { memory },
  });
  (exports.run as () => void)();
  return [...new Float32Array(memory.buffer, 0, 4)];
}

Deno.test("a fused module rounds x * y + z once or twice, and an exact module twice", () => {
  const numbers = [1 + 2 ** -12, 1 + 2 ** -12, -1 - 2 ** -11];
  const twice = Math.fround(Math.fround(numbers[0] * numbers[1]) + numbers[2]);
  const once = numbers[0] * numbers[1] + numbers[2]; // 2^-24, exact in float64
  assertEquals([twice, once], [0, 2 ** -24]);
  assertEquals(result(false, numbers), Array(4).fill(twice));
  const [found] = new Set(result(true, numbers));
  assertEquals(found === once || found === twice, true, `${found}`);
});
