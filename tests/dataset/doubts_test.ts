import { assertEquals } from "@std/assert";
import { looksNumeric } from "../../lib/dataset/doubts.ts";

Deno.test("looksNumeric() takes numbers and times of day in any form, of 100 characters at most", () => {
  const numbers = [
    ...["0", "-1.5", "\u22121", "1,234.5", "1.234,5", "1'000", "1_000", ".5"],
    ...["1e-5", "0x1f", "12:30", "9:15pm", "$5", "5 \u20ac", "(12)", "14 %"],
    ...["inf", "-Infinity", "5-", "\u0663", "1".repeat(100)],
  ];
  const others = [
    ...["", "-", ".", "abc", "1a", "1 kg", "a1", "nan", "1-2-3", "e5", "()"],
    ...["1".repeat(101), `${" ".repeat(100)}1`],
  ];
  for (const [cells, are] of [[numbers, true], [others, false]] as const) {
    const found = cells.filter((cell) => looksNumeric(cell) !== are);
    assertEquals(found, []);
  }
});
