import { assertAlmostEquals, assertEquals } from "@std/assert";
import { frame64 } from "../../lib/frame.ts";
import { standardizedAgain } from "../../lib/dataset/standardize.ts";

Deno.test("standardizedAgain() standardizes with the training rows, as computed by hand", () => {
  const columns = [
    { name: "size", mean: 5, deviation: 2 },
    { name: "colour", categories: ["green", "red"] },
    { name: "weight", mean: 0, deviation: 1 },
  ];
  const targets = frame64([[1], [0]]);
  const { train, held } = standardizedAgain({
    train: { inputs: frame64([[1, 0, 1, 7], [5, 1, 0, 7]]), targets },
    held: { inputs: frame64([[9, 1, 0, 8]]), targets: frame64([[1]]) },
  }, columns);
  // sizes 1 and 5: mean 3, deviation 2; all weights are 7
  assertEquals([...train.inputs.data], [-1, 0, 1, 0, 1, 1, 0, 0]);
  assertEquals([...held.inputs.data], [3, 1, 0, 1]);
  assertEquals(train.targets, targets);
});

Deno.test("standardizedAgain() gives the same as standardizing the original numbers, within 1e-12", () => {
  const raw = [3, 1, 4, 1, 5, 9, 2, 6], once = (x: number) => (x - 4) / 2.5;
  const parts = (of: (x: number) => number) => ({
    train: {
      inputs: frame64(raw.slice(0, 6).map((x) => [of(x)])),
      targets: frame64([[0]]),
    },
    held: {
      inputs: frame64(raw.slice(6).map((x) => [of(x)])),
      targets: frame64([[0]]),
    },
  });
  const columns = [{ name: "x", mean: 4, deviation: 2.5 }];
  const again = standardizedAgain(parts(once), columns);
  const plain = standardizedAgain(parts((x) => x), columns);
  plain.held.inputs.data.forEach((x, i) =>
    assertAlmostEquals(again.held.inputs.data[i], x, 1e-12)
  );
});

Deno.test("standardizedAgain() does not change bytes", () => {
  const inputs = {
    ...{ rows: 1, columns: 1, data: Uint8Array.of(9) },
    scale: [0, 1] as const,
  };
  const part = { inputs, targets: frame64([[1]]) };
  const split = { train: part, held: part };
  assertEquals(standardizedAgain(split, []), split);
});
