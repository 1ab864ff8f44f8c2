import { assertEquals, assertThrows } from "@std/assert";
import { numberFrame } from "../../lib/dataset/number_frame.ts";
import { DatasetError } from "../../lib/format/dataset_error.ts";

const wanted = {
  ...{ columns: 2, scale: [0, 1] as const, precision: "float32" as const },
  bytes: true as const,
};

Deno.test("numberFrame() returns whole numbers from 0 to 255 as bytes", () => {
  const { rows, data } = numberFrame([0, 255, 1, 7], wanted, "n.json");
  assertEquals([rows, ...data], [2, 0, 255, 1, 7]);
  for (const odd of [-1, 256, 0.5, NaN]) {
    const { message } = assertThrows(
      () => numberFrame([3, 4, 5, odd], wanted, "n.json"),
      DatasetError,
    );
    assertEquals(message.includes(`${odd} in row 1`), true);
  }
});

Deno.test("numberFrame() suggests to multiply by 255 only for numbers from 0 to 1", () => {
  const isSaid = (...numbers: number[]) =>
    assertThrows(() => numberFrame(numbers, wanted, "n.json"), DatasetError)
      .message.includes("by 255");
  assertEquals([isSaid(0, 0.5), isSaid(0.5, 1)], [true, true]);
  assertEquals([isSaid(-0.5, 0.5), isSaid(0.5, 1.5)], [false, false]);
});
