import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { inTemporaryFolder } from "./_fixture.ts";
import { type NumericColumn, readScoredTable } from "../../lib/dataset/mod.ts";
import { readNumbers } from "../../lib/dataset/numbers.ts";
import type { RowsWanted } from "../../lib/dataset/rows_wanted.ts";
import { loadDataset } from "../../lib/disk/mod.ts";
import { DatasetError } from "../../lib/format/dataset_error.ts";
import { fittedOf } from "../../lib/mlp/mod.ts";
import {
  checkSpec,
  compile,
  type Dataset,
  decodeModel,
  encodeModel,
  exportJs,
} from "../../mod.ts";
import { DISK, needing } from "../_needing.ts";
import { allRows } from "./_rows.ts";
import { base, withTables } from "./_tables.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const columns = { a: { number: "%" } } as const;
const learned = "a,kind\n14.5%,x\n0,y\n40 %,x\n7%,y\n";

/** A network for a table whose column `a` has percentages. */
function percentages() {
  return compile(
    checkSpec({
      ...{ name: "n", learningRate: 1, epochs: 1, loss: "binaryCrossEntropy" },
      dataset: { csv: "t.csv", label: "kind", columns },
      layers: [{ units: 1 }],
      inputs: { units: 1 },
    }),
    { inputs: 1 },
  );
}

withTables(
  "cells without a percent sign are refused if all training cells have one",
  async (load, t) => {
    const data = await load(learned, { columns });
    const fitted = fittedOf(data);
    assertEquals((data.columns![0] as NumericColumn).percent, true);
    assertEquals(data.notes, []);
    const message =
      'must have a number with a percent sign, such as 14.5%, as in all training rows, in column 1, a: found "14.5" and 1 more in this column';
    const later = "a,kind\n14.5,x\n0,y\n0.4,x\n";
    const spec = { ...base, dataset: { csv: "t.csv", label: "kind", columns } };
    const reading: RowsWanted = {
      ...{ columns: 1, table: data.columns, reading: spec.dataset },
      ...{ scale: [0, 1], precision: "float32" },
    };
    await t.step("evaluate", async () => {
      await assertRejects(
        () => readScoredTable(bytes(later), "new.csv", spec, fitted),
        DatasetError,
        `new.csv:2: ${message}`,
      );
      const { message: one } = await assertRejects(
        () =>
          readScoredTable(bytes("a,kind\n1%,x\n14.5,y\n"), "n", spec, fitted),
        DatasetError,
      );
      assertEquals(
        one,
        `n:3: ${message.replace(" and 1 more in this column", "")}`,
      );
    });
    await t.step("predict", async () => {
      await assertRejects(
        () => allRows(bytes(later), "new.csv", reading),
        DatasetError,
        `new.csv:2: ${message}`,
      );
      const rows = await allRows(bytes("a\n14.5%\n0\n0.0%\n"), "b", reading);
      assertEquals(rows.data[1], rows.data[2]);
    });
    await t.step(
      "predictRow of a loaded model, and of its exported module",
      async () => {
        const mlp = percentages();
        mlp.fitted = fitted;
        const again = await decodeModel(await encodeModel(mlp));
        const { predictRow } = await import(
          `data:text/javascript,${encodeURIComponent(exportJs(again))}`
        );
        const said =
          "the row must have a number with a percent sign, such as 14.5%, in column a: found ";
        for (const [a, found] of [["14.5", '"14.5"'], [0.145, "0.145"]]) {
          assertThrows(
            () => again.predictRow({ a }),
            DatasetError,
            said + found,
          );
          assertThrows(() => predictRow({ a }), RangeError, said + found);
        }
        for (const a of ["14.5%", "0", 0]) {
          assertEquals(predictRow({ a }), again.predictRow({ a }));
        }
      },
    );
    await t.step(
      "a column with some cells without a percent sign, or a record without this fact",
      async () => {
        const some = await load("a,kind\n14.5%,x\n0.4,y\n", { columns });
        const said =
          "cells without a percent sign are not divided by 100: 1 in a";
        assertEquals(some.notes, [said]);
        const old = {
          ...fitted,
          columns: [{ name: "a", mean: 0, deviation: 1 }],
        };
        const { notes, inputs } = await readScoredTable(
          bytes(later),
          "new.csv",
          spec,
          old,
        );
        assertEquals([...inputs.data], [14.5, 0, 0.4]);
        assertEquals(notes, [
          said.replace("1 in", "2 in"),
          "1 of 3 numbers are more than 10 standard deviations from the training mean",
        ]);
      },
    );
    await t.step("a label", async () => {
      const loss = { type: "mse", reduction: "mean" } as const;
      const kind = { ...spec, columns: { kind: { number: "%" } } };
      const data = await load("a,kind\n1,5%\n2,6%\n3,7%\n", kind, { loss });
      const { notes } = await readScoredTable(
        bytes("a,kind\n1,5\n2,6\n"),
        "new.csv",
        { ...spec, loss, dataset: { ...spec.dataset, ...kind } },
        fittedOf(data),
      );
      assertEquals(notes, [said(2)]);
    });
  },
);

const said = (n: number) =>
  `cells without a percent sign are not divided by 100: ${n} in kind`;

Deno.test({
  ...needing("a test file without percent signs is refused", DISK),
  fn: () =>
    inTemporaryFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/t.csv`, learned);
      await Deno.writeTextFile(`${folder}/test.csv`, "a,kind\n14.5,x\n7,y\n");
      const test = { file: "test.csv" };
      const dataset = { csv: "t.csv", label: "kind", columns, test };
      await assertRejects(
        () => loadDataset({ ...base, dataset }, { folders: [folder] }),
        DatasetError,
        "test.csv:2: must have a number with a percent sign",
      );
    }),
});

withTables(
  "a note reports dates without a time, and times without a time zone, if other cells have one",
  async (load, t) => {
    const day = { columns: { a: "date" } } as const;
    const csv = (cells: string[]) =>
      ["a,kind", ...cells.map((cell, r) => `${cell},${"xy"[r % 2]}`)]
        .join("\n");
    const midnight = (n: number) =>
      `dates without a time are read as midnight in UTC: ${n} in a`;
    const utc = (n: number) =>
      `times without a time zone are read as UTC: ${n} in a`;
    const cases: [name: string, cells: string[], notes: string[]][] = [
      ["days", ["2026-01-01", "2026-01-02"], []],
      ["times", ["2026-01-01 10:00", "2026-01-02T11:00"], []],
      ["zones", ["2026-01-01T10:00Z", "2026-01-02T11:00+02:00"], []],
      [
        "days and times",
        ["2026-01-01", "2026-01-02 11:00", "2026-01-03"],
        [midnight(2)],
      ],
      [
        "times with and without a zone",
        ["2026-01-01T10:00Z", "2026-01-02T11:00", "2026-01-03 11:00-0530"],
        [utc(1)],
      ],
      [
        "all of these",
        ["2026-01-01T10:00Z", "2026-01-02", "2026-01-03 11:00"],
        [midnight(1), utc(1)],
      ],
    ];
    const loaded: Dataset[] = [];
    for (const [name, cells, notes] of cases) {
      await t.step(name, async () => {
        const data = await load(csv(cells), day);
        assertEquals(data.notes, notes);
        loaded.push(data);
      });
    }
    await t.step("new rows without a time", async () => {
      const said: string[] = [];
      await allRows(bytes("a\n2026-01-05\n2026-01-06\n"), "new.csv", {
        ...{ columns: 1, table: loaded[1].columns, scale: [0, 1] },
        reading: { csv: "t.csv", label: "kind", ...day },
        precision: "float32",
        onNote: (note) => said.push(note),
      });
      assertEquals(said, [`new.csv: ${midnight(2)}`]);
    });
  },
);

Deno.test("readNumbers() returns the first row whose number has a leading zero", async (t) => {
  const cases: [cells: string[], zeros: number][] = [
    [["1", "02", "003", "4"], 1],
    [["007", "1", "2"], 0],
    [["1", "2", "0", "0.5", "-01"], -1],
    [["10", "0", "00"], 2],
  ];
  for (const [cells, zeros] of cases) {
    await t.step(cells.join(), () => {
      const format = { decimal: ".", thousands: "" };
      const column = { name: "a", rows: cells.length, format, isDate: false };
      const read = readNumbers(column, (each) => {
        cells.forEach(each);
        return [];
      });
      assertEquals(read.zeros, zeros);
      assertEquals([...read.values.numbers], cells.map(Number));
      assertEquals([read.first, read.count], [-1, 0]);
    });
  }
});
