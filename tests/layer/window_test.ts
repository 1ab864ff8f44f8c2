import { assertEquals } from "@std/assert";
import { windowsOf } from "../../lib/layer/window.ts";

Deno.test("windowsOf() pads like Keras: not at all, or so that the output size is the input size divided by the stride", async (t) => {
  // size, strides, input; then the output, the zeros before the input, and the
  // padded input
  const cases: [string, "valid" | "same", number[], number[]][] = [
    ["a window in each place", "valid", [3, 1, 5], [3, 0, 5]],
    ["every other place", "valid", [2, 2, 5], [2, 0, 5]],
    ["one zero at both ends", "same", [3, 1, 5], [5, 1, 7]],
    ["the odd zero at the end", "same", [2, 1, 5], [5, 0, 6]],
    ["strides, and zeros at both ends", "same", [3, 2, 5], [3, 1, 7]],
    ["strides, and a zero at the end", "same", [3, 2, 6], [3, 0, 7]],
    ["strides over the window", "same", [1, 3, 7], [3, 0, 7]],
  ];
  for (const [name, padding, [size, strides, input], expected] of cases) {
    await t.step(name, () => {
      const { rows, columns, channels } = windowsOf(
        { size, strides, padding },
        [input, input, 4],
      );
      assertEquals([rows.output, rows.before, rows.padded], expected);
      assertEquals([columns, channels], [rows, 4]);
    });
  }
});
