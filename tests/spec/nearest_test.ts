import { assertEquals } from "@std/assert";
import { nearest } from "../../lib/spec/nearest.ts";

Deno.test("nearest() takes a slip for the word that was meant", async (t) => {
  const verbs = ["init", "validate", "explain", "train", "data"];
  const keys = ["units", "activation", "learningRate", "batchSize", "epochs"];
  const cases: [written: string, words: string[], near?: string][] = [
    ["trian", verbs, "train"], // two letters in each other's place
    ["rtain", verbs, "train"],
    ["trani", verbs, "train"],
    ["trai", verbs, "train"],
    ["TRAIN", verbs, "train"],
    ["tarni", verbs], // more slips than one letter in three
    ["vaildate", verbs, "validate"],
    ["unist", keys, "units"],
    ["actvation", keys, "activation"],
    ["learning_rate", keys, "learningRate"],
    ["lr", keys, "learningRate"], // another library's word
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
    await t.step(`${written} is ${near ?? "nothing known"}`, () => {
      assertEquals(nearest(written, words), near);
    });
  }
});
