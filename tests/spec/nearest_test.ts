import { assertEquals } from "@std/assert";
import { nearest } from "../../lib/spec/nearest.ts";

Deno.test("nearest() returns the most similar word for a misspelled word", async (t) => {
  const verbs = ["init", "validate", "explain", "train", "data"];
  const keys = ["units", "activation", "learningRate", "batchSize", "epochs"];
  const cases: [written: string, words: string[], near?: string][] = [
    ["trian", verbs, "train"], // two letters are swapped
    ["rtain", verbs, "train"],
    ["trani", verbs, "train"],
    ["trai", verbs, "train"],
    ["TRAIN", verbs, "train"],
    ["tarni", verbs], // more than one error per three letters
    ["vaildate", verbs, "validate"],
    ["unist", keys, "units"],
    ["actvation", keys, "activation"],
    ["learning_rate", keys, "learningRate"],
    ["lr", keys, "learningRate"], // a word of another library
    ["batch-size", keys, "batchSize"],
    ["neurons", keys, "units"],
    ["neurons", verbs],
    ["", keys],
    ["x", keys],
    ["constructor", keys],
    ["__proto__", keys],
    ["e".repeat(41), keys],
  ];
  for (const [written, words, near] of cases) {
    await t.step(`${written} is ${near ?? "not similar to any word"}`, () => {
      assertEquals(nearest(written, words), near);
    });
  }
});
