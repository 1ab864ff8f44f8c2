import { assertEquals } from "@std/assert";
import { found, testLibrary } from "./_rules.ts";

testLibrary(
  "names",
  "no code of lib/ compares the name of a formula or layer type",
);

Deno.test("the rule of names finds all forms of comparison with a name", async (t) => {
  const cases = [
    'if (activation === "softmax") f();',
    'const is = "relu" !== layer.activation;',
    'if (loss.type == "crossEntropy") f();',
    'if (layer.type === "dense") f();',
    'switch (optimizer.type) { case "adam": f(); }',
    'const ofNumbers = ["mse"].includes(type);',
    'const ofNumbers = new Set(["huber"]);',
  ];
  for (const source of cases) {
    await t.step(source, () => {
      const slips = found("names", "lib/engine/a.ts", source);
      assertEquals(slips.length, 1, slips.join("\n"));
      assertEquals(found("names", "tests/engine/a.ts", source), []);
    });
  }
});

Deno.test("the rule of names accepts names as keys and as defaults", async (t) => {
  const cases = [
    'const table = { softmax: 1, "relu": 2 };',
    'const usual: LossName = "mse";',
    'if (kind === "number") f("softmax");',
  ];
  for (const source of cases) {
    await t.step(
      source,
      () => assertEquals(found("names", "lib/engine/a.ts", source), []),
    );
  }
});
