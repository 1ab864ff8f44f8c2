import { assertEquals, assertRejects } from "@std/assert";
import { inspectTable } from "../../lib/dataset/mod.ts";
import { DatasetError } from "../../lib/format/dataset_error.ts";
import type { CsvDataset } from "../../lib/spec/mod.ts";

const noise = (r: number) => (r * 7919 % 101) / 10; // 0 to 10, one decimal

/** The result of `inspectTable()` for a table with the label `y`. */
async function inspect(
  names: string,
  row: (r: number) => string,
  rows = 40,
  given: Partial<CsvDataset> = {},
) {
  const lines = Array.from({ length: rows }, (_, r) => row(r));
  const text = [names, ...lines, ""].join("\n");
  return await inspectTable(new TextEncoder().encode(text), "t.csv", ["y"], {
    ...given,
  });
}

const refuses = (table: Promise<unknown>) =>
  assertRejects(() => table, DatasetError);

Deno.test("inspectTable() needs five rows, two different labels and an input", async () => {
  const plain = (r: number) => `${noise(r)},${noise(r + 1)}`;
  await refuses(inspect("a,y", plain, 4));
  const { dataset, rows, inputs } = await inspect("a,y", plain, 5);
  assertEquals({ dataset, rows, inputs }, {
    ...{ dataset: { label: "y" }, rows: 5, inputs: 1 },
  });
  await refuses(inspect("a,y", (r) => `${noise(r)},3`));
  await refuses(inspect("a,y", (r) => `3,${noise(r)}`));
  const gaps = (r: number) =>
    `${r < 2 ? "" : "pq"[r % 2]},${noise(r)},${noise(r)}`;
  const drop = { missing: { then: "drop" } } as const;
  await refuses(inspect("name,a,y", gaps, 6, drop));
  assertEquals((await inspect("name,a,y", gaps, 7, drop)).rows, 5);
});

Deno.test("inspectTable() accepts up to three words for a missing value, if there are more numbers", async () => {
  const words = async (all: readonly string[], each: number) => {
    const { dataset: { missing } } = await inspect("a,b,y", (r) => {
      const word = all[Math.floor(r / each)];
      return `${word ?? noise(r)},${noise(r)},${noise(r + 1)}`;
    });
    return missing?.words?.filter((word) => all.includes(word)).toSorted();
  };
  assertEquals(await words(["n/k", "tba", "unk"], 2), ["n/k", "tba", "unk"]);
  assertEquals(await words(["n/k", "tba", "tbd", "unk"], 2), undefined);
  assertEquals(await words(["n/k"], 19), ["n/k"]);
  assertEquals(await words(["n/k"], 20), undefined);
});

Deno.test("inspectTable() drops rows without a name, if they are at most a tenth of the rows", async () => {
  /** Some rows without a name, and other rows without a number. */
  const lacking = (names: number, numbers: number) =>
    inspect("name,a,y", (r) => {
      const name = r < names ? "" : "pq"[r % 2];
      const a = r >= 10 && r < 10 + numbers ? "" : noise(r);
      return `${name},${a},${noise(r + 1)}`;
    });
  const found = async (names: number, numbers: number) => {
    const { dataset: { missing, columns }, rows, inputs } = await lacking(
      names,
      numbers,
    );
    return [missing?.then, columns?.name, rows, inputs];
  };
  assertEquals(await found(0, 0), [undefined, undefined, 40, 3]);
  assertEquals(await found(4, 0), ["drop", undefined, 36, 3]);
  assertEquals(await found(5, 0), [undefined, "ignore", 40, 1]);
  assertEquals(await found(2, 2), ["drop", undefined, 36, 3]);
  assertEquals(await found(2, 3), ["mean", undefined, 38, 3]);
  assertEquals(await found(0, 1), ["mean", undefined, 40, 3]);
  // the reason counts the rows without a number, and those without a name if
  // there are any
  const parts = async (names: number, numbers: number) =>
    (await lacking(names, numbers)).reasons.get("missing.then")?.split("; ")
      .length;
  assertEquals([await parts(0, 1), await parts(2, 3)], [1, 2]);
});

Deno.test("inspectTable() ignores columns with one value, with few values or with row numbers", async (t) => {
  const cases: [name: string, cell: (r: number) => unknown, kind?: "ignore"][] =
    [
      ["a", (r) => r],
      ["id", (r) => r, "ignore"],
      ["id", (r) => Math.floor(r / 2)],
      ["id", (r) => r + 0.5],
      ["row key", (r) => 3 * r, "ignore"],
      ["idle", (r) => r],
      ["a", () => 7, "ignore"],
      ["a", () => "", "ignore"],
      ["a", (r) => r < 20 ? noise(r) : ""],
      ["a", (r) => r < 19 ? noise(r) : "", "ignore"],
      ["a", (r) => r === 0 ? 6 : 7],
    ];
  for (const [name, cell, kind] of cases) {
    await t.step(
      `${name} of ${cell(0)}, ${cell(1)}, ..., ${cell(39)}`,
      async () => {
        const { dataset } = await inspect(
          `${name},b,y`,
          (r) => `${cell(r)},${noise(r)},${noise(r + 1)}`,
        );
        assertEquals(dataset.columns?.[name], kind);
      },
    );
  }
});

Deno.test("inspectTable() declares names if there is more than one different name per five rows", async () => {
  const kinds = async (different: number) => {
    const { dataset } = await inspect(
      "name,a,y",
      (r) => `n${r % different},${noise(r)},${noise(r + 1)}`,
    );
    return dataset.columns?.name;
  };
  assertEquals([await kinds(8), await kinds(9)], [undefined, "names"]);
});

Deno.test("inspectTable() reads NA as a class if it is as frequent as another class, or in 20 rows", async (t) => {
  const cases: [counts: readonly number[], isClass: boolean][] = [
    [[10, 20, 10], true],
    [[10, 20, 9], false],
    [[50, 60, 20], true],
    [[50, 60, 19], false],
    [[30, 0, 30], false], // only one other class
  ];
  for (const [[a, b, na], isClass] of cases) {
    await t.step(`${a}, ${b} and ${na}`, async () => {
      const table = inspect(
        "a,y",
        (r) => `${noise(r)},${r < a ? "AS" : r < a + b ? "EU" : "NA"}`,
        a + b + na,
      );
      if (!isClass) return void await refuses(table);
      const { classes, dataset } = await table;
      assertEquals(classes, ["AS", "EU", "NA"]);
      assertEquals(dataset.columns, { y: "names" });
    });
  }
});

Deno.test("inspectTable() reads whole numbers as classes: at most 20 with 3 rows each, or any two", async () => {
  const classes = async (label: (r: number) => number, rows: number) => {
    const found = await inspect("a,y", (r) => `${noise(r)},${label(r)}`, rows);
    return [found.classes?.length, found.different, found.isNumeric];
  };
  assertEquals(await classes((r) => r % 20, 60), [20, 20, true]);
  assertEquals(await classes((r) => r % 20, 59), [undefined, 20, true]);
  assertEquals(await classes((r) => r % 21, 63), [undefined, 21, true]);
  assertEquals(await classes((r) => r % 2 + 0.5, 40), [2, 2, true]);
  assertEquals(await classes((r) => r % 3 + 0.5, 40), [undefined, 3, true]);
  assertEquals(await classes((r) => r % 3, 40), [3, 3, true]);
  const names = await inspect("a,y", (r) => `${noise(r)},${"abc"[r % 3]}`);
  assertEquals([names.different, names.isNumeric], [3, false]);
});
